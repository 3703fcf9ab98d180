import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Fault } from '../../src/demo/ftp-site/faults.ts'
import { overviewStores } from '../../src/location/store-overview.ts'
import { SiteNetwork } from './site-network.ts'

const always = Number.POSITIVE_INFINITY

/** Three stores that have sent something and are owed something; the office has not visited since. */
async function waiting(t: TestContext): Promise<SiteNetwork> {
  const network = await SiteNetwork.start(t, 3)
  for (const shop of network.shops) {
    shop.database.exec(
      `INSERT INTO orders (total) VALUES (1); INSERT INTO customers VALUES ('${shop.guid}', 'Ann', '1')`,
    )
    await network.visitStore(shop)
  }
  return network
}

/** The first store's files are in trouble. */
const strike = (network: SiteNetwork, command: string, how: Fault['do'], path: string = network.shop.guid): void =>
  network.site.inject({ command, path, times: always, do: how })

const refused = (code: number, text: string) => ({ kind: 'reply', code, text }) as const

async function othersAreServed(network: SiteNetwork): Promise<void> {
  const result = await network.visitOffice()
  assert.deepEqual([...new Set(result.problems.map(({ store }) => store))], ['0000001'])
  const [, ...others] = network.shops
  for (const shop of others) {
    await network.visitStore(shop)
    const [row] = shop.database.prepare('SELECT count(*) AS count FROM customers').all()
    assert.ok(Number(row?.count) >= 2, 'what the office sent has arrived')
  }
  const { replica } = network.office
  const entries = await Promise.all(
    (await network.office.stores()).slice(1).map((link) => replica.outbox(link).entries()),
  )
  for (const entry of entries.flat()) assert.ok(entry.uploaded)
}

async function wellAgain(network: SiteNetwork): Promise<void> {
  network.site.clearFaults()
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
  assert.equal(await network.conflicts(), 0)
}

for (const [code, text] of [
  [550, 'Permission denied'],
  [450, 'File is in use'],
  [451, 'Local error in processing'],
  [551, 'Error on input file'],
  [426, 'Connection closed; transfer aborted'],
] as const)
  test(`a payload of one store that the site answers with ${code} keeps no other store waiting`, async (t) => {
    const network = await waiting(t)
    strike(network, 'RETR', refused(code, text), `${network.shop.guid}.`)
    await othersAreServed(network)
    await wellAgain(network)
  })

test('a manifest of one store that cannot be read now is not deleted, and keeps no other store waiting', async (t) => {
  const network = await waiting(t)
  const before = network.payloads().filter((file) => file.includes(network.shop.guid))
  strike(network, 'RETR', refused(450, 'File is in use'), `${network.shop.guid}.`)
  await network.visitOffice()
  assert.deepEqual(
    network.payloads().filter((file) => before.includes(file)),
    before,
  )
  await wellAgain(network)
})

test('a transfer of one store that never ends keeps no other store waiting', async (t) => {
  const network = await waiting(t)
  network.deadlines = { ...network.deadlines, command: 700, dataIdle: 700 }
  strike(network, 'RETR', { kind: 'hang' }, `${network.shop.guid}.`)
  await othersAreServed(network)
  await wellAgain(network)
})

test('a folder of one store that may not be written to keeps no other store waiting', async (t) => {
  const network = await waiting(t)
  strike(network, 'STOR', refused(550, 'Permission denied'), `to-store/${network.shop.guid}`)
  await othersAreServed(network)
  await wellAgain(network)
})

test('files of one store that cannot be deleted keep no other store waiting, and are that store’s', async (t) => {
  const network = await waiting(t)
  strike(network, 'DELE', refused(550, 'Permission denied'))
  await othersAreServed(network)
  const left = network.payloads().filter((file) => /^to-office.*\.000000001\./.test(file))
  assert.ok(left.length > 0)
  for (const file of left) assert.ok(file.includes(network.shop.guid), file)
  // They stay, and nobody answers them again and again.
  for (let n = 0; n < 2; n++) await network.settle()
  assert.deepEqual((await network.visitOffice()).sent.payloads, 0)
  await wellAgain(network)
})

test('files of one store that are in use are deleted later, and are no problem', async (t) => {
  const network = await waiting(t)
  strike(network, 'DELE', refused(450, 'File is in use'))
  assert.deepEqual((await network.visitOffice()).problems, [])
  assert.ok(network.events.some(({ store, text }) => store === '0000001' && /stays on the site for now/.test(text)))
  await wellAgain(network)
})

test('a site that lists nothing any more ends the visit all the same', async (t) => {
  const network = await waiting(t)
  strike(network, 'RETR', refused(451, 'Local error'), `${network.shop.guid}.`)
  network.site.inject({ command: 'MLSD', after: 1, times: always, do: refused(451, 'Local error') })
  network.site.inject({ command: 'LIST', times: always, do: refused(451, 'Local error') })
  await assert.rejects(network.visitOffice(), { code: 'SITE_UNCLEAR_REPLY' })
  await wellAgain(network)
})

test('a file of the office that cannot be read does not keep a store from sending', async (t) => {
  const network = await waiting(t)
  await network.visitOffice()
  network.shop.database.exec('INSERT INTO orders (total) VALUES (2)')
  strike(network, 'RETR', refused(450, 'File is in use'), 'to-store/')
  const { problems, sent } = await network.visitStore()
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['SITE_UNCLEAR_REPLY'],
  )
  assert.ok(sent.payloads > 0)
  await wellAgain(network)
})

test('the trouble with a store stands on its card until a transmission has done all for it', async (t) => {
  const network = await waiting(t)
  const card = async () => {
    const { home, settings } = network.office.open
    const { replica } = network.office
    const looked = { role: 'office' as const, home, settings, database: replica.database, replica }
    return (await overviewStores(looked)).map(({ trouble }) => trouble?.code ?? null)
  }
  strike(network, 'RETR', refused(550, 'Permission denied'), `${network.shop.guid}.`)
  await network.office.transmit()
  assert.deepEqual(await card(), ['SITE_FORBIDDEN', null, null])
  network.site.clearFaults()
  await network.office.transmit()
  assert.deepEqual(await card(), [null, null, null])
})

test('a payload of its own that a store cannot look at now does not keep it from sending', async (t) => {
  const network = await waiting(t)
  network.shop.database.exec('INSERT INTO orders (total) VALUES (2)')
  strike(network, 'RETR', refused(450, 'File is in use'), 'to-office/')
  const { problems, sent } = await network.visitStore()
  assert.deepEqual([problems.map(({ code }) => code), sent.payloads], [['SITE_UNCLEAR_REPLY'], 1])
  await wellAgain(network)
})

for (const [code, text] of [
  [450, 'File is in use'],
  [550, 'The process cannot access the file because it is being used by another process'],
] as const)
  test(`an older mark that cannot be deleted just now (${code}) keeps nobody from sending`, async (t) => {
    const network = await waiting(t)
    await network.settle()
    network.site.inject({ command: 'DELE', path: /\/(visit|office)\./, times: always, do: refused(code, text) })
    network.shop.database.exec('INSERT INTO orders (total) VALUES (2)')
    await network.office.replica.database.run(`INSERT INTO prices VALUES ('A', 1)`)
    for (const visit of [() => network.visitStore(), () => network.visitOffice(), () => network.visitStore()]) {
      const { problems, sent } = await visit()
      assert.deepEqual(problems, [])
      assert.ok(sent.payloads > 0)
    }
    network.site.clearFaults()
    network.shop.database.exec('INSERT INTO orders (total) VALUES (3)')
    await wellAgain(network)
    const marks = network.files().filter((file) => file.startsWith(`to-store/${network.shop.guid}/visit.`))
    assert.equal(marks.length, 1)
  })
