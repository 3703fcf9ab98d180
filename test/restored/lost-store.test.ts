import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RestoredNetwork, schema } from './restored-network.ts'

const more = `
  CREATE INDEX orders_total ON orders (total);
  CREATE TABLE audit (what TEXT);
  CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 15;
  CREATE TRIGGER orders_new AFTER INSERT ON orders BEGIN INSERT INTO audit VALUES (NEW.id); END;
  PRAGMA user_version = 12;`

async function transmitted(t: Parameters<typeof RestoredNetwork.start>[0]): Promise<RestoredNetwork> {
  const network = await RestoredNetwork.start(t)
  network.edit(1, more)
  network.edit(1, `INSERT INTO orders VALUES (1, 10), (2, 20); INSERT INTO customers VALUES ('a', 'Ann', '1')`)
  network.edit(1, `INSERT INTO stock VALUES ('oil', 'A', 5)`)
  network.edit(2, `INSERT INTO stock VALUES ('oil', 'B', 7)`)
  await network.editOffice(`INSERT INTO central_office_applying VALUES (1); DELETE FROM central_office_applying`)
  await network.replicas.settle()
  return network
}

test('a store whose disk is gone is built again from the office: tables, indexes, views, triggers, version, all rows', async (t) => {
  const network = await transmitted(t)
  const objects = `SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'central_office%' AND name NOT LIKE 'sqlite%' ORDER BY name`
  const before = network.shop(1, objects)
  await network.lose(network.store(1))
  await network.replicas.settle()
  assert.equal(network.shop(1, objects), before)
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(network.shop(1, 'SELECT id FROM big_orders'), '[{"id":2}]')
  assert.equal(network.shop(1, 'PRAGMA user_version'), '[{"user_version":12}]')
  assert.equal(network.shop(1, 'SELECT quantity FROM stock__all_stores'), '[{"quantity":7}]')
  // The trigger did not fire for rows that came back, and fires for what follows.
  assert.equal(network.shop(1, 'SELECT * FROM audit'), '[]')
  network.edit(1, 'INSERT INTO orders VALUES (3, 30)')
  assert.equal(network.shop(1, 'SELECT * FROM audit'), '[{"what":"3"}]')
})

test('a recovered store goes on as before: its edits reach the office, and conflicts are noticed', async (t) => {
  const network = await transmitted(t)
  await network.lose(network.store(1))
  await network.replicas.settle()
  network.edit(1, `UPDATE customers SET phone = '2'; DELETE FROM orders WHERE id = 1`)
  await network.editOffice(`UPDATE customers SET phone = '3'`)
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(await network.office('SELECT count(*) AS n FROM central_office_conflicts'), '[{"n":1}]')
  assert.equal(await network.office('SELECT id FROM orders'), '[{"id":2}]')
})

test('where the shop program has been installed anew and used already, what stands in the new database is kept', async (t) => {
  const network = await transmitted(t)
  await network.lose(network.store(1), `${schema} INSERT INTO orders VALUES (7, 70)`)
  network.edit(1, 'INSERT INTO orders VALUES (8, 80)')
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(network.shop(1, 'SELECT id FROM orders'), '[{"id":1},{"id":2},{"id":7},{"id":8}]')
})

test('a store is lost a second time before it was whole again', async (t) => {
  const network = await transmitted(t)
  const store = network.store(1)
  await network.lose(store)
  await network.replicas.exportUp(store)
  for (const payload of store.up) await network.replicas.deliverUp(store, payload)
  await network.replicas.exportDown(store)
  await network.lose(store)
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
})
