import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import type { Office } from '../../src/location/office.ts'
import { Store } from '../../src/location/store.ts'
import { CentralOfficeError } from '../../src/model/errors.ts'
import { StoreNumber } from '../../src/model/ids.ts'
import { readInvitation } from '../../src/settings/invitation.ts'
import { Secret } from '../../src/settings/secret.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import { probeSite } from '../../src/site/probe.ts'
import { run } from '../cli/command-runs.ts'
import { SecretHunt } from './secret-hunt.ts'
import { SiteNetwork, schema } from './site-network.ts'

/** Every character that some text form writes otherwise. */
const PASSWORD = `p"a\\ss %40%s%d $(id) 'ü' {0} *.*`
const LEVELS: Settings['logLevel'][] = ['silent', 'error', 'warn', 'info', 'debug', 'trace']
const always = Number.POSITIVE_INFINITY

/** Refusals that echo what the site was sent, at sign-in and long after. */
const echoes = (...commands: string[]): Fault[] =>
  commands.map((command) => ({
    command,
    times: always,
    do: { kind: 'reply', code: 550, text: `Not done, after PASS ${PASSWORD} (PASS ${PASSWORD})` },
  }))

async function networkAndHunt(t: TestContext): Promise<{ network: SiteNetwork; hunt: SecretHunt }> {
  const network = await SiteNetwork.start(t, 1, { site: { password: PASSWORD } })
  const hunt = new SecretHunt()
  const { networkKey } = network.office.open.secrets
  const { storeKey } = network.shop.store.open.secrets
  assert.ok(networkKey && storeKey)
  hunt.add('password', PASSWORD)
  hunt.add('network key', networkKey.reveal())
  hunt.add('store key', storeKey.reveal())
  hunt.add('typed store key', network.office.storeKeyText(network.shop.guid))
  return { network, hunt }
}

for (const level of LEVELS)
  test(`log level ${level}: no secret in a log, an event, an error or on the site, whatever the site answers`, async (t) => {
    const { network, hunt } = await networkAndHunt(t)
    const { office, shop, site } = network
    const found: string[] = []
    const outcomes: unknown[] = []
    const transmit = async (location: Office | Store) => {
      const onEvent = (event: unknown) => found.push(...hunt.inText(JSON.stringify(event)))
      const outcome = await location.transmit({ onEvent }).catch((error: unknown) => error)
      outcomes.push(outcome)
      found.push(...(outcome instanceof Error ? hunt.inError(outcome) : hunt.inText(JSON.stringify(outcome))))
    }
    for (const { open } of [office, shop.store]) await open.save({ ...open.settings, logLevel: level })
    shop.database.exec(`INSERT INTO orders (total) VALUES (1); INSERT INTO prices VALUES ('A', 1)`)
    for (const location of [shop.store, office, shop.store]) await transmit(location)
    assert.ok(outcomes.every((outcome) => !(outcome instanceof Error)))

    const tellsAll = level === 'debug' || level === 'trace'
    const more = tellsAll ? [['CONNECT'], ['USER'], ['TYPE'], ['CWD', 'MKD'], ['EPSV', 'PASV'], ['RETR'], ['DELE']] : []
    for (const commands of [['PASS'], ['STOR'], ...more]) {
      for (const fault of echoes(...commands)) site.inject(fault)
      shop.database.exec('INSERT INTO orders (total) VALUES (1)')
      for (const location of [office, shop.store]) await transmit(location)
      site.clearFaults()
    }
    const { secrets, settings } = office.open
    await office.open.save(settings, { ...secrets, password: new Secret(`${PASSWORD}\r\nDELE all`) })
    await transmit(office)
    await office.open.save(settings, { ...secrets, password: new Secret(`not ${PASSWORD}`) })
    await transmit(office)
    await office.open.save(settings, secrets)

    const errors = outcomes.filter((outcome) => outcome instanceof Error)
    assert.ok(errors.length >= (tellsAll ? 10 : 5), `only ${errors.length} went wrong`)
    for (const error of errors) assert.ok(error instanceof CentralOfficeError && error.code !== 'INTERNAL', error.stack)
    assert.deepEqual(found, [])
    for (const home of [office.open.home.folder, shop.home])
      assert.deepEqual(hunt.inFolder(home, 'secrets.json', 'secrets.json.bak'), [])
    assert.deepEqual(hunt.inFolder(site.root), [])
    const file = join(office.open.home.log, `${new Date().toISOString().slice(0, 7)}.log`)
    // nothing is said at the level silent, and no file made
    const log = existsSync(file) ? readFileSync(file, 'utf8') : ''
    assert.equal(log.includes('> PASS ###'), tellsAll, 'the hunt went through the protocol')
  })

test('no secret in the protocol of a probe, in its findings, or in what an echo makes of them', async (t) => {
  const { network, hunt } = await networkAndHunt(t)
  const { settings } = network.office.open
  assert.ok(settings.site)
  const said: string[] = []
  const log = (line: string) => void said.push(line)
  const deadlines = { connect: 5000, command: 5000, dataIdle: 5000, pause: 1 }
  for (const command of [
    '',
    'PASS',
    'CWD',
    'MKD',
    'STOR',
    'MLSD',
    'RETR',
    'SIZE',
    'RNFR',
    'MDTM',
    'FEAT',
    'DELE',
    '*',
  ]) {
    if (command !== '') for (const fault of echoes(command)) network.site.inject(fault)
    const result = await probeSite(settings.site, PASSWORD, {
      log,
      deadlines,
      onStep: (step) => log(JSON.stringify(step)),
    })
    said.push(JSON.stringify(result))
    network.site.clearFaults()
  }
  for (const fault of echoes('STOR')) network.site.inject(fault)
  const visited = await connectToSite(settings.site, PASSWORD, { log, deadlines })
  await assert.rejects(visited.upload(Buffer.from('x'), 'a/b'), (error) => {
    assert.deepEqual(hunt.inError(error), [])
    return error instanceof CentralOfficeError && error.message.includes('PASS ***')
  })
  await visited.close()
  assert.deepEqual(hunt.inText(said.join('\n')), [])
  assert.ok(said.join('\n').includes('STOR ') && said.join('\n').includes('PASS ***'))
})

test('no secret in an invitation, in what comes of joining with it, or in the error of a wrong passphrase', async (t) => {
  const { network, hunt } = await networkAndHunt(t)
  const passphrase = 'Elm "Street" 100% \\ seven'
  const invited = await network.office.invite({ number: StoreNumber.parse('7'), name: 'Elm Street', passphrase })
  hunt.add('passphrase', passphrase)
  hunt.add('typed store key', network.office.storeKeyText(invited.store.guid))
  assert.deepEqual(hunt.inText(invited.text), [])
  await assert.rejects(readInvitation(invited.text, `${passphrase} not`), (error) => {
    assert.deepEqual(hunt.inError(error), [])
    return true
  })
  const invitation = await readInvitation(invited.text, passphrase)
  hunt.add('store key', invitation.storeKey.reveal())
  const [home, file] = [join(network.folder, 'joined'), join(network.folder, 'joined.db')]
  const shop = new DatabaseSync(file)
  shop.exec(schema)
  shop.close()
  for (const fault of echoes('STOR')) network.site.inject(fault)
  await assert.rejects(Store.join(home, invitation, { database: file, homeExists: false }), (error) => {
    assert.deepEqual(hunt.inError(error), [])
    return error instanceof CentralOfficeError
  })
  network.site.clearFaults()
  const report = await Store.join(home, invitation, { database: file, homeExists: false })
  assert.deepEqual(hunt.inText(JSON.stringify([report, invitation])), [])
  assert.deepEqual(hunt.inFolder(network.folder, 'secrets.json', 'secrets.json.bak'), [])
})

test('the command line prints no secret, wherever it fails, not even when it is asked for everything', async (t) => {
  const { network, hunt } = await networkAndHunt(t)
  const { office, shop, site } = network
  const everything = { CENTRAL_OFFICE_DEBUG: '1' }
  for (const { open } of [office, shop.store]) await open.save({ ...open.settings, logLevel: 'trace' })
  const [officeHome, storeHome] = [office.open.home.folder, shop.home]
  office.open.close()
  shop.store.open.close()
  for (const fault of echoes('STOR')) site.inject(fault)
  const wrong = 'wrong % "password"'
  hunt.add('wrong password', wrong)
  const inject = { ...everything, CENTRAL_OFFICE_FTP_PASSWORD: `${PASSWORD}\r\nDELE all` }
  const passphrase = 'a "pass" % phrase'
  hunt.add('passphrase', passphrase)
  const runs = [
    await run(['site', 'test', '--home', officeHome], { env: everything }),
    ...(await Promise.all([
      run(['transmit', '--home', storeHome], { env: everything }),
      run(['site', 'test', '--home', officeHome, '--password-stdin'], { input: `${wrong}\n`, env: everything }),
    ])),
    await run(['site', 'test', '--home', officeHome, '--json'], { env: inject }),
    await run(['invite', '--home', officeHome, '--number', '9', '--name', 'Nine', '--passphrase-stdin'], {
      input: `${passphrase}\n`,
      env: everything,
    }),
    await run(['log', '--home', storeHome, '--lines', '1000']),
  ]
  for (const { stdout, stderr } of runs) assert.deepEqual(hunt.inText(stdout + stderr), [])
  assert.deepEqual(
    runs.map(({ code }) => code),
    [1, 1, 1, 1, 0, 0],
  )
  assert.match(runs.at(-1)?.stdout ?? '', /PASS/)
  for (const home of [officeHome, storeHome]) assert.deepEqual(hunt.inFolder(home, 'secrets.json'), [])
})
