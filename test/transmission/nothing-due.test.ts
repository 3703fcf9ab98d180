import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SiteNetwork } from '../faults/site-network.ts'

test('an office that owes nobody anything makes no transaction, and what it is then given to send goes out', async (t) => {
  const network = await SiteNetwork.start(t, 3)
  const { office } = network
  for (const shop of network.shops) shop.database.exec('INSERT INTO orders (total) VALUES (7)')
  for (const shop of network.shops) await network.visitStore(shop)
  for (let round = 0; round < 3; round++) {
    await office.transmit()
    for (const shop of network.shops) await network.visitStore(shop)
  }
  const before = await office.replica.progress()
  let transactions = 0
  const transaction = office.replica.database.transaction.bind(office.replica.database)
  office.replica.database.transaction = (work) => {
    transactions++
    return transaction(work)
  }
  const { sent } = await office.transmit()
  assert.equal(sent.payloads, 0)
  assert.equal(transactions, 0)
  assert.deepEqual(await office.replica.progress(), before)

  await office.replica.database.run(`UPDATE orders SET total = total + 1`)
  assert.equal((await office.transmit()).sent.payloads, 3)
  for (const shop of network.shops) await network.visitStore(shop)
  assert.deepEqual(network.disagreements(), [])
})
