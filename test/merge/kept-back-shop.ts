import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { listParked } from '../../src/merge/parked.ts'
import type { ReplicaNetwork, TestStore } from '../transmission/replica-network.ts'
import { atOffice, smallNetwork } from './small-network.ts'

const schema = 'CREATE TABLE customers (code TEXT PRIMARY KEY COLLATE NOCASE, active INTEGER, name TEXT, phone TEXT);'
const filled = `INSERT INTO customers VALUES ('a', 1, 'Ann', '1'), ('b', 0, 'Bob', '2');`

/** A shop that keeps customers back which are not active: Ann is, Bob is not. */
export const filtered = (t: TestContext, rule: 'office' | 'store' = 'office') =>
  smallNetwork(t, {
    schema,
    tables: { customers: { sharing: 'store', filter: 'active = 1', rule } },
    filled,
    stores: 1,
  })

export const parkedAt = async ({ replica }: TestStore) => (await listParked(replica.database, 100)).rows

export async function insertAtOffice(network: ReplicaNetwork, { guid }: TestStore, values: string): Promise<void> {
  await atOffice(network, `INSERT INTO customers VALUES ($1, ${values})`, guid)
}

/** The office has entered a customer of its own as b, where the store keeps another back. */
export async function parkedB(t: TestContext, row = `'b', 1, 'Bert', '9'`) {
  const made = await filtered(t)
  await insertAtOffice(made.network, made.first, row)
  await made.network.settle()
  const [parked] = await parkedAt(made.first)
  assert.ok(parked)
  return { ...made, parked }
}
