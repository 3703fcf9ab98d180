import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { type Backup, SiteNetwork } from './site-network.ts'

/** A network whose office and first store were backed up before the last edits went round. */
export async function backedUp(t: TestContext): Promise<{ network: SiteNetwork; office: Backup; store: Backup }> {
  const network = await SiteNetwork.start(t, 2)
  const { shop } = network
  shop.database.exec(`INSERT INTO orders VALUES (1, 10), (2, 20); INSERT INTO customers VALUES ('a', 'Ann', '1')`)
  await network.settle()
  const [office, store] = [await network.backUp('office'), await network.backUp(shop)]
  shop.database.exec(`UPDATE orders SET total = 11 WHERE id = 1; DELETE FROM orders WHERE id = 2`)
  shop.database.exec(`INSERT INTO orders VALUES (3, 30); UPDATE customers SET phone = '2'`)
  await network.office.replica.database.script(`INSERT INTO prices VALUES ('p', 5)`)
  await network.settle()
  return { network, office, store }
}

export async function agreed(network: SiteNetwork): Promise<void> {
  assert.deepEqual(await network.settle(), [])
  assert.deepEqual(network.disagreements(), [])
  assert.deepEqual(network.payloads(), [])
}

export const orders = ({ shop }: SiteNetwork) =>
  shop.database
    .prepare('SELECT id, total FROM orders')
    .all()
    .map((row) => ({ ...row }))
export const whatStands = [
  { id: 1, total: 11 },
  { id: 3, total: 30 },
]
