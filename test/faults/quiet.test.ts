import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { SiteNetwork } from './site-network.ts'

test('when all is quiet a visit uploads nothing, and acknowledgements do not answer each other', async (t) => {
  const network = await SiteNetwork.start(t, 2)
  for (const { database } of network.shops) database.exec('INSERT INTO orders (total) VALUES (1)')
  await network.settle()
  const sofar = network.site.commands.length
  for (let round = 0; round < 3; round++) {
    for (const shop of network.shops) assert.deepEqual((await network.visitStore(shop)).sent.payloads, 0)
    assert.deepEqual((await network.visitOffice()).sent.payloads, 0)
  }
  const commands = network.site.commands.slice(sofar).map((line) => line.split(' ')[0])
  for (const command of ['STOR', 'DELE', 'RETR']) assert.ok(!commands.includes(command), command)
})

test('an edit costs one payload and one acknowledgement, however often everybody visits', async (t) => {
  const network = await SiteNetwork.start(t, 2)
  await network.settle()
  network.shop.database.exec('INSERT INTO orders (total) VALUES (1)')
  const counts = []
  for (let round = 0; round < 4; round++) {
    let sent = 0
    for (const shop of network.shops) sent += (await network.visitStore(shop)).sent.payloads
    counts.push(sent + (await network.visitOffice()).sent.payloads)
  }
  assert.deepEqual(counts, [2, 0, 0, 0])
})

test('a payload that waits is not sent again while its receiver is away', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  await network.settle()
  network.shop.database.exec('INSERT INTO orders (total) VALUES (1)')
  const sent: number[] = []
  for (let i = 0; i < 4; i++) sent.push((await network.visitStore()).sent.payloads)
  assert.equal(sent[0], 1)
  // The acknowledgement in front of it was taken long ago; whether it was, only the office knows, so it is left once more.
  assert.deepEqual(sent.slice(2), [0, 0])
})

test('the scratch folder holds nothing after a visit, though the program keeps running', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  network.shop.database.exec(`INSERT INTO prices VALUES ('A', 1); INSERT INTO orders (total) VALUES (1)`)
  await network.settle()
  for (const { open } of [network.office, network.shop.store]) assert.deepEqual(readdirSync(open.home.work), [])
})

test('rows whose key has no value stay where they are, and a person is told', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  network.shop.database.exec(
    `INSERT INTO customers VALUES (NULL, 'Nobody', '1'), (NULL, 'No one', '2'), ('a', 'Ann', '3')`,
  )
  await network.visitStore()
  const told = network.events.filter(({ code }) => code === 'ROWS_WITHOUT_KEY')
  assert.deepEqual(
    told.map(({ text }) => text),
    ['2 rows of customers have no value in id and are not transmitted'],
  )
  network.shop.database.exec(`UPDATE customers SET id = name WHERE id IS NULL`)
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(
    network.events.filter(({ code }) => code === 'ROWS_WITHOUT_KEY'),
    [],
  )
})
