import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Office } from '../../src/location/office.ts'
import { createHome } from '../../src/settings/home.ts'
import { homeDoubts } from '../../src/settings/home-doubts.ts'
import type { RunProgram } from '../../src/settings/windows-program.ts'
import { giveToOwnerAlone, rightsInText, rightsOfOthers } from '../../src/settings/windows-rights.ts'
import { freshHome } from './fresh-folder.ts'

const onUnix = { skip: process.platform === 'win32' && 'Windows has no modes' }
const modeOf = (file: string) => statSync(file).mode & 0o777

function freshFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'central-office-rights-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A umask that is often met: what is made is readable by all. */
function usualMask(t: TestContext): void {
  const before = process.umask(0o022)
  t.after(() => process.umask(before))
}

test("the office's database is its owner's alone wherever it is made, and so is all beside it", onUnix, async (t) => {
  usualMask(t)
  const folder = freshFolder(t)
  chmodSync(folder, 0o755)
  const [home, database] = [join(folder, 'home'), join(folder, 'office.db')]
  mkdirSync(home, { mode: 0o755 })
  await Office.init(home, { name: 'Office', database })
  const office = await Office.open(home)
  await office.replica.database.script('CREATE TABLE rows_of_all (id INTEGER)')
  const made = readdirSync(folder).filter((name) => name.startsWith('office.db'))
  assert.ok(made.length > 1, 'the write-ahead log is there')
  assert.deepEqual(
    made.map((name) => modeOf(join(folder, name))),
    made.map(() => 0o600),
  )
  assert.equal(modeOf(join(home, 'lock.db')), 0o600)
  await office.close()
  assert.deepEqual(await homeDoubts(await freshHome(t), { role: 'office', database }), [])
})

test('no location is set up in a folder that everybody may write to, and the remedy is named', onUnix, async (t) => {
  const folder = freshFolder(t)
  for (const mode of [0o777, 0o1777]) {
    chmodSync(folder, mode)
    await assert.rejects(Office.init(folder, { name: 'Office' }), {
      code: 'HOME_NOT_PRIVATE',
      message: `Every account of this computer can write to the folder ${folder}, so no location is set up in it.`,
      hint: /chmod o-w/,
    })
    assert.deepEqual(readdirSync(folder), [])
  }
  await createHome(join(folder, 'its-own'))
  assert.equal(modeOf(join(folder, 'its-own')), 0o700)
})

test('a home that others may write to, and a database they may open, are warned about', onUnix, async (t) => {
  const folder = freshFolder(t)
  chmodSync(folder, 0o755)
  const home = await createHome(join(folder, 'home'))
  const database = join(home.folder, 'office.db')
  writeFileSync(database, '')
  const doubts = async (role: 'office' | 'store') => (await homeDoubts(home, { role, database })).map(String)
  chmodSync(database, 0o644)
  assert.deepEqual(await doubts('office'), [], 'nobody reaches it in a home that is closed')
  chmodSync(home.folder, 0o755)
  const [open, ...none] = await doubts('office')
  assert.match(String(open), /can open the office's database .*office\.db/)
  assert.deepEqual([none, await doubts('store')], [[], []], "a shop's database is the shop's")
  chmodSync(database, 0o600)
  for (const mode of [0o757, 0o777]) {
    chmodSync(home.folder, mode)
    assert.match((await doubts('store')).join(), /Every account of this computer can write to the home folder/)
  }
  const { uid, gid } = statSync(home.folder)
  chmodSync(home.folder, 0o770)
  assert.equal((await doubts('store')).length, uid === gid ? 0 : 1, 'the group of the user alone holds nobody else')
})

test('Windows: a new home is given to its owner, the system and the administrators, by numbers', async () => {
  const ran: string[][] = []
  const run: RunProgram = async (program, args) => {
    ran.push([program, ...args])
    return program === 'whoami.exe' ? '"pc\\anna","S-1-5-21-1004336348-1177238915-682003330-1001"\r\n' : 'ok'
  }
  assert.equal(await giveToOwnerAlone('D:\\Central Office', run), true)
  assert.deepEqual(ran[1], [
    'icacls.exe',
    'D:\\Central Office',
    '/inheritance:r',
    '/grant:r',
    '*S-1-5-18:(OI)(CI)F',
    '*S-1-5-32-544:(OI)(CI)F',
    '*S-1-5-21-1004336348-1177238915-682003330-1001:(OI)(CI)F',
    '/q',
  ])
  assert.equal(await giveToOwnerAlone('D:\\x', async () => null), false)
  assert.equal(
    await giveToOwnerAlone('D:\\x', async (program) => (program === 'whoami.exe' ? 'S-1-5-21-1' : null)),
    false,
  )
})

const texts: [string, string, { read: boolean; write: boolean }][] = [
  [
    'a profile',
    'D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;S-1-5-21-1-2-3-1001)',
    { read: false, write: false },
  ],
  [
    'ProgramData',
    'D:(A;OICIID;FA;;;SY)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)',
    { read: true, write: true },
  ],
  [
    'a folder of drive D:',
    'D:AI(A;OICIID;FA;;;BA)(A;ID;0x1301bf;;;AU)(A;OICIIOID;SDGXGWGR;;;AU)',
    { read: true, write: true },
  ],
  ['read by all', 'D:(A;OICI;0x1200a9;;;WD)', { read: true, write: false }],
  ['denied to all', 'D:(D;OICI;FA;;;WD)(A;OICI;FA;;;BA)', { read: false, write: false }],
  ['all, written as a number', 'D:(A;;GA;;;S-1-1-0)', { read: true, write: true }],
]
for (const [what, text, rights] of texts)
  test(`Windows: rights of ${what} are read as ${JSON.stringify(rights)}`, () => {
    assert.deepEqual(rightsInText(text), rights)
  })

test('Windows: a home that others can change is warned about with the command that mends it', async (t) => {
  const home = await freshHome(t)
  const settings = { role: 'office' as const, database: join(home.folder, 'office.db') }
  const saying =
    (sddl: string): RunProgram =>
    async (_, [, , file = '']) => {
      writeFileSync(file, Buffer.from(`central-office\r\n${sddl}\r\n`, 'utf16le'))
      return 'ok'
    }
  const doubts = (run: RunProgram) => homeDoubts(home, settings, { platform: 'win32', run })
  const [open] = await doubts(saying('D:AI(A;OICIID;FA;;;BA)(A;ID;0x1301bf;;;AU)'))
  assert.match(String(open?.message), /^Other accounts of this computer can change the home folder/)
  assert.match(String(open?.hint), /icacls ".*" \/inheritance:r \/grant:r "\*S-1-5-18:\(OI\)\(CI\)F"/)
  assert.deepEqual(await doubts(saying('D:AI(A;OICIID;FA;;;BA)')), [])
  assert.deepEqual(await doubts(async () => null), [], 'a disk without rights tells nothing')
  assert.equal(await rightsOfOthers(home.folder, home.work, async () => null), null)
  assert.deepEqual(readdirSync(home.work), [])
})
