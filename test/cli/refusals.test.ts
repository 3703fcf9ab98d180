import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, test } from 'node:test'
import type { FtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import { lockHome } from '../../src/settings/home-lock.ts'
import { asked, done, failure, folderFor, officeAt, PASSWORD, run, siteArgs, startSite } from './command-runs.ts'

const cleanUp: (() => void)[] = []
const folder = folderFor({ after: (work) => cleanUp.push(work) })
const [office, store, shopFile, invitation] = ['office', 'store', 'shop.db', 'invitation.txt'].map((name) =>
  join(folder, name),
) as [string, string, string, string]
let site: FtpSite
let passphrase: string

before(async () => {
  site = await startSite()
  const shop = new DatabaseSync(shopFile)
  shop.exec('CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID')
  shop.close()
  await officeAt(office, site)
  const invited = await asked<{ passphrase: string }>([
    'invite',
    '--number',
    '7',
    '--name',
    'Elm',
    '--out',
    invitation,
    '--home',
    office,
  ])
  passphrase = invited.passphrase
})

after(async () => {
  await site.close()
  for (const work of cleanUp) work()
})

const fresh = (name: string) => join(folder, name)

/** Nothing of this program is in the shop's database. */
function untouched(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true })
  const found = database.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE 'central_office%'`).get()
  database.close()
  return found?.n === 0
}

// Each has a home of its own, so they need not wait for each other.
describe('before there is a network', { concurrency: 3 }, () => {
  test('a database that is missing, a folder or something else is refused, and no home is left behind', async () => {
    const text = fresh('letter.txt')
    writeFileSync(text, 'Dear Sir or Madam, this is no database at all.')
    const home = fresh('no-home')
    const cases = [
      ['missing.db', 'DATABASE_NOT_FOUND'],
      ['letter.txt', 'DATABASE_NOT_A_DATABASE'],
      ['.', 'DATABASE_NOT_A_DATABASE'],
    ] as const
    const failures = await Promise.all(
      cases.map(([file]) => failure(['init', 'store', '--database', fresh(file), '--home', home])),
    )
    assert.deepEqual(
      failures.map(({ code, exit }) => [code, exit]),
      cases.map(([, code]) => [code, 1]),
    )
    assert.ok(!existsSync(home))
    assert.equal(readFileSync(text, 'utf8').length, 46)
  })

  test('an office that cannot make its database leaves neither a home nor a file', async () => {
    const home = fresh('no-office')
    const [failed, exists] = await Promise.all([
      failure(['init', 'office', '--database', fresh('no-such-folder/office.db'), '--home', home]),
      failure(['init', 'office', '--home', office]),
    ])
    assert.equal(failed.exit, 1)
    assert.ok(!existsSync(home))
    assert.equal(exists.code, 'HOME_EXISTS')
  })

  test('an error is one sentence, then what to do, then its code', async () => {
    const { code, stdout, stderr } = await run(['status', '--home', fresh('nowhere')])
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(stderr, /^No location has been set up in .*\.\nSet one up with .*\.\n\[HOME_NOT_FOUND\]\n$/)
    assert.ok(!existsSync(fresh('nowhere')))
  })

  test('wrong usage of every kind ends with exit code 2', async () => {
    const wrong = [
      ['nonsense'],
      ['init', 'store'],
      ['site', 'set', '--tls', 'perhaps', '--home', office],
      ['site', 'set', '--pin', 'abc', '--home', office],
      ['site', 'set', '--active', '--passive', '--home', office],
      ['invite', '--number', 'no number', '--name', 'X', '--home', office],
      ['replica', 'set', 'parts', '--rule', 'loudest', '--home', office],
      ['conflicts', 'resolve', '1', '--take', 'store', '--value', 'x', '--home', office],
      ['log', '--lines', 'many', '--home', office],
      ['backups', 'set', '--home', office],
    ]
    const failures = await Promise.all(wrong.map((args) => failure(args)))
    assert.deepEqual(
      failures.map(({ code, exit }) => `${code} ${exit}`),
      wrong.map(() => 'USAGE 2'),
    )
  })

  test('plain FTP is saved only once it was confirmed', async () => {
    const home = fresh('plain-office')
    await done(['init', 'office', '--home', home])
    const args = [
      'site',
      'set',
      '--host',
      'localhost',
      '--username',
      'u',
      '--tls',
      'off',
      '--password-stdin',
      '--home',
      home,
    ]
    assert.equal((await failure(args, { input: 'x' })).code, 'USAGE')
    await done([...args, '--plain-ok'], { input: 'x' })
    await done([...args, '--port', '2121'], { input: 'x' })
    assert.match(await done(['status', '--home', home]), /PLAIN FTP/)
  })

  test('a site that refuses, a wrong password and an unknown certificate are each told, by test and by transmit', async () => {
    const wrongPassword = { env: { CENTRAL_OFFICE_FTP_PASSWORD: 'wrong-one' } }
    const [probe, unpinned] = await Promise.all([
      run(['site', 'test', ...siteArgs(site), '--home', fresh('nobody')], wrongPassword),
      run(['site', 'test', ...siteArgs(site), '--pin', '', '--home', office]),
    ])
    assert.equal(probe.code, 1)
    assert.match(probe.stdout, /✗ sign-in[\s\S]*Not usable/)
    assert.ok(!`${probe.stdout}${probe.stderr}`.includes('wrong-one'))
    assert.match(unpinned.stdout, new RegExp(`not trusted.* --pin ${site.fingerprint}`))

    const home = fresh('refused-office')
    await done(['init', 'office', '--home', home])
    await done(['site', 'set', ...siteArgs(site), '--home', home], wrongPassword)
    assert.equal((await failure(['transmit', '--home', home])).code, 'SITE_LOGIN')
    await done(['site', 'set', '--port', '1', '--home', home]) // the saved password stays
    assert.equal((await failure(['transmit', '--home', home])).code, 'SITE_REFUSED')
  })

  test('damaged settings are named with their line and left as they are', async () => {
    const home = fresh('damaged-office')
    await done(['init', 'office', '--home', home])
    const file = join(home, 'settings.json')
    const damaged = readFileSync(file, 'utf8').replace('"role"', 'role"')
    writeFileSync(file, damaged)
    const failed = await failure(['no-transmit', 'on', '--home', home])
    assert.equal(failed.code, 'SETTINGS_DAMAGED')
    assert.match(failed.message, /line \d+/)
    assert.equal(readFileSync(file, 'utf8'), damaged)
  })
})

test('an invitation opens with its passphrase alone, joins once, and a failed join leaves the shop as it was', async () => {
  const join = ['join', invitation, '--database', shopFile, '--home', store, '--passphrase-stdin']
  const wrong = [
    failure(join, { input: 'wrong-wrong-wrong' }),
    failure(['join', shopFile, ...join.slice(2)], { input: 'x' }),
    failure(['join', fresh('none.txt'), ...join.slice(2)], { input: 'x' }),
    failure([...join, '--database', fresh('none.db')], { input: passphrase }),
  ]
  assert.deepEqual(
    (await Promise.all(wrong)).map(({ code }) => code),
    ['INVITATION_PASSPHRASE', 'INVITATION_DAMAGED', 'LOCAL_FILE_REFUSED', 'DATABASE_NOT_FOUND'],
  )
  assert.ok(!existsSync(store))
  assert.ok(untouched(shopFile))

  const mail = `${passphrase}\nDear store,\n${readFileSync(invitation, 'utf8')}\nKind regards`
  assert.match(await done(['join', '-', ...join.slice(2)], { input: mail }), /Joined as store 0000007/)
  const second = fresh('second-shop.db')
  new DatabaseSync(second).exec('CREATE TABLE parts (code TEXT PRIMARY KEY)')
  const again = ['join', invitation, '--passphrase-stdin', '--database', second, '--home', fresh('second')]
  assert.equal((await failure(again, { input: passphrase })).code, 'INVITATION_USED')
  assert.ok(!existsSync(fresh('second')))
  assert.ok(untouched(second))
  const other = ['init', 'store', '--database', shopFile, '--home', fresh('second')]
  assert.equal((await failure(other)).code, 'DATABASE_IN_NETWORK')
})

test('a store number that is taken, or an invitation file that is there already, adds no store', async () => {
  const taken = await failure([
    'invite',
    '--number',
    '007',
    '--name',
    'Oak',
    '--out',
    fresh('oak.txt'),
    '--home',
    office,
  ])
  assert.equal(taken.code, 'STORE_NUMBER_TAKEN')
  assert.ok(!existsSync(fresh('oak.txt')))
  const there = await failure(['invite', '--number', '8', '--name', 'Oak', '--out', invitation, '--home', office])
  assert.equal(there.code, 'LOCAL_FILE_REFUSED')
  const short = await failure(['invite', '--number', '8', '--name', 'Oak', '--passphrase-stdin', '--home', office], {
    input: 'abc',
  })
  assert.deepEqual([short.code, short.exit], ['USAGE', 2])
  const stores = await asked<unknown[]>(['stores', '--home', office])
  assert.equal(stores.length, 1)
})

test('a home that another process holds is told, and can still be looked at', async () => {
  const lock = lockHome(office)
  try {
    const [refused, status, setup] = await Promise.all([
      failure(['transmit', '--home', office]),
      done(['status', '--home', office]),
      done(['replica', '--home', office]),
    ])
    assert.equal(refused.code, 'HOME_IN_USE')
    assert.match(status, /Office "Head Office"/)
    assert.match(setup, /all that are not named/)
  } finally {
    lock.release()
  }
})

test('what belongs to the office is refused at a store', async () => {
  for (const args of [
    ['stores'],
    ['conflicts', 'resolve', '1', '--take', 'office'],
    ['replica', 'set', 'x', '--rule', 'ask'],
  ])
    assert.equal((await failure([...args, '--home', store])).code, 'WRONG_ROLE')
  const [ignored, shown] = await Promise.all([
    failure(['stores', 'ignore', '99', '--home', office]),
    failure(['conflicts', 'show', '5', '--home', office]),
  ])
  assert.deepEqual([ignored.code, shown.code], ['STORE_UNKNOWN', 'CONFLICT_UNKNOWN'])
})

test('a database locked for too long stops the transmission, and changes nothing', async () => {
  const file = join(store, 'settings.json')
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  writeFileSync(file, JSON.stringify({ ...settings, busyTimeoutSeconds: 0.05 }))
  const shop = new DatabaseSync(shopFile)
  shop.exec('BEGIN EXCLUSIVE')
  try {
    assert.equal((await failure(['transmit', '--home', store])).code, 'DATABASE_LOCKED')
  } finally {
    shop.close()
  }
})

test('No Transmit and Ignore this store keep a store out until they are switched off', async () => {
  await done(['no-transmit', 'on', '--home', store])
  assert.equal((await failure(['transmit', '--home', store])).code, 'NO_TRANSMIT')
  await done(['no-transmit', 'off', '--home', store])
  const shop = new DatabaseSync(shopFile)
  shop.exec(`INSERT INTO parts VALUES ('A', 'axle')`)
  shop.close()
  await done(['transmit', '--home', store])
  await done(['stores', 'ignore', '7', '--home', office])
  const ignored = await asked<{ received: { rows: number } }>(['transmit', '--home', office])
  assert.equal(ignored.received.rows, 0)
  await done(['stores', 'unignore', '0000007', '--home', office])
  const taken = await asked<{ received: { rows: number } }>(['transmit', '--home', office])
  assert.equal(taken.received.rows, 1)
})

test('Ctrl-C ends a transmission cleanly, and the next one goes on', {
  skip: process.platform === 'win32' && 'Windows has no SIGINT for a child',
}, async () => {
  site.inject({ command: 'LIST', do: { kind: 'hang' } })
  site.inject({ command: 'MLSD', do: { kind: 'hang' } })
  const ran = await run(['transmit', '--home', office], {
    onStdout: (text, pid) => text.includes('connecting') && process.kill(pid, 'SIGINT'),
  })
  site.clearFaults()
  assert.equal(ran.code, 1)
  assert.match(ran.stderr, /\[CANCELLED\]\n$/)
  await done(['transmit', '--home', office])
})

test('an invitation that PowerShell saved, in UTF-16, is read', async () => {
  const saved = fresh('powershell.txt')
  const text = readFileSync(invitation, 'utf8').replaceAll('\n', '\r\n')
  writeFileSync(saved, Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]))
  const wrong = await failure(['join', saved, '--database', shopFile, '--home', fresh('utf16'), '--passphrase-stdin'], {
    input: 'not the passphrase\n',
  })
  assert.equal(wrong.code, 'INVITATION_PASSPHRASE', 'it was whole')
})

test('a payload opens with the keys of its own network alone', async () => {
  const backups = join(store, 'backups')
  const copy = join(backups, readdirSync(backups)[0] ?? '')
  const stranger = fresh('damaged-stranger')
  await done(['init', 'office', '--home', stranger])
  assert.equal((await failure(['payload', copy, '--home', stranger])).code, 'PAYLOAD_NOT_AUTHENTIC')
  assert.deepEqual(readdirSync(join(stranger, 'work')), [])
  const cut = fresh('cut.zip')
  writeFileSync(cut, readFileSync(copy).subarray(0, -30))
  assert.equal((await failure(['payload', cut, '--home', store])).code, 'PAYLOAD_DAMAGED')
  assert.equal((await failure(['payload', join(folder, 'letter.txt'), '--home', store])).code, 'USAGE')
  mkdirSync(fresh('empty'))
  assert.equal((await failure(['payload', fresh('empty'), '--home', store])).code, 'LOCAL_FILE_REFUSED')
})

test('the secret password never left its file', () => {
  const log = readdirSync(join(office, 'log')).map((name) => readFileSync(join(office, 'log', name), 'utf8'))
  assert.ok(log.length > 0 && !log.some((text) => text.includes(PASSWORD)))
})
