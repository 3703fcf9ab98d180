import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { RestoredNetwork } from './restored-network.ts'

const schema = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> 'bad'));
  CREATE TABLE jobs (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id), note TEXT);`
const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'store' }, tables: {} })
const JOBS = 'SELECT id, customer, note FROM jobs ORDER BY id'
const PARKED = `SELECT id, ":reason" AS reason FROM central_office_parked_2`

/** Store 1, whose program never switches foreign keys on: one job of it has no customer. */
async function withOrphan(t: Parameters<typeof RestoredNetwork.start>[0]): Promise<RestoredNetwork> {
  const network = await RestoredNetwork.start(t, 1, { schema, setup })
  network.edit(1, `PRAGMA foreign_keys = OFF; INSERT INTO customers VALUES (1, 'Ann')`)
  network.edit(1, `INSERT INTO jobs VALUES (1, 1, 'has one'), (2, 99, 'has none')`)
  await network.replicas.settle()
  return network
}

test('rows without their parent come back with all others when a store is recovered', async (t) => {
  const network = await withOrphan(t)
  const before = network.shop(1, JOBS)
  await network.lose(network.store(1))
  await network.replicas.settle()
  assert.equal(network.shop(1, JOBS), before)
  assert.equal(network.shop(1, PARKED), '[]')
  await network.editOffice(`UPDATE jobs SET note = 'of the office'`)
  await network.replicas.settle()
  assert.equal(
    network.shop(1, JOBS),
    '[{"id":1,"customer":1,"note":"of the office"},{"id":2,"customer":99,"note":"of the office"}]',
  )
})

test('they come back after a restore from a backup too', async (t) => {
  const network = await withOrphan(t)
  const backup = await network.backup(network.store(1))
  network.edit(1, `PRAGMA foreign_keys = OFF; INSERT INTO jobs VALUES (3, 98, 'since the backup')`)
  await network.replicas.settle()
  const before = network.shop(1, JOBS)
  await network.restore(network.store(1), backup)
  await network.askAsStore(network.store(1))
  await network.replicas.settle()
  assert.equal(network.shop(1, JOBS), before)
})

test('a row whose parent is refused itself waits for it, also when a store is recovered', async (t) => {
  const network = await withOrphan(t)
  await network.editOffice(`UPDATE customers SET name = 'bad'`)
  await network.replicas.settle()
  await network.lose(network.store(1))
  await network.replicas.settle()
  assert.equal(network.shop(1, JOBS), '[{"id":2,"customer":99,"note":"has none"}]')
  assert.equal(network.shop(1, PARKED), '[{"id":1,"reason":"the row of customers it refers to is missing here"}]')
  await network.editOffice(`UPDATE customers SET name = 'good'`)
  await network.replicas.settle()
  assert.equal(network.shop(1, PARKED), '[]')
})
