import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RestoredNetwork } from './restored-network.ts'

test('a restored store gets back what it had sent, keeps what it did since, and all agree', async (t) => {
  const network = await RestoredNetwork.start(t)
  network.edit(1, `INSERT INTO orders VALUES (1, 10), (2, 20), (3, 30); INSERT INTO customers VALUES ('a', 'Ann', '1')`)
  network.edit(1, `INSERT INTO stock VALUES ('oil', 'A', 5)`)
  network.edit(2, `INSERT INTO orders VALUES (1, 100); INSERT INTO stock VALUES ('oil', 'B', 7)`)
  await network.replicas.settle()
  const copy = await network.backup(network.store(1))

  network.edit(1, `UPDATE orders SET total = 11 WHERE id = 1; DELETE FROM orders WHERE id = 2`)
  network.edit(1, `INSERT INTO orders VALUES (4, 40); UPDATE customers SET phone = '2'; DELETE FROM stock`)
  await network.editOffice(`INSERT INTO prices VALUES ('p', 1)`)
  network.edit(2, `UPDATE stock SET quantity = 8`)
  await network.replicas.settle()

  await network.restore(network.store(1), copy)
  network.edit(1, `UPDATE orders SET total = 33 WHERE id = 3; INSERT INTO orders VALUES (5, 50)`)
  await network.askAsStore(network.store(1))
  await network.replicas.settle()

  assert.deepEqual(await network.disagreements(), [])
  assert.equal(
    network.shop(1, 'SELECT id, total FROM orders ORDER BY id'),
    '[{"id":1,"total":11},{"id":3,"total":33},{"id":4,"total":40},{"id":5,"total":50}]',
  )
  assert.equal(network.shop(1, 'SELECT phone FROM customers'), '[{"phone":"2"}]')
  assert.equal(network.shop(1, 'SELECT price FROM prices'), '[{"price":1}]')
  assert.equal(network.shop(1, 'SELECT count(*) AS n FROM stock'), '[{"n":0}]')
  assert.equal(network.shop(1, 'SELECT quantity FROM stock__all_stores'), '[{"quantity":8}]')
})

test('what was exported before the backup and has arrived meanwhile is no conflict with what followed', async (t) => {
  const network = await RestoredNetwork.start(t, 1)
  const store = network.store(1)
  network.edit(1, `INSERT INTO orders VALUES (1, 10)`)
  await network.replicas.settle()
  network.edit(1, `UPDATE orders SET total = 11`)
  await network.replicas.exportUp(store)
  const copy = await network.backup(store)
  await network.replicas.settle()
  network.edit(1, `UPDATE orders SET total = 12`)
  await network.replicas.settle()

  await network.restore(store, copy)
  await network.askAsStore(store)
  store.up = []
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(network.shop(1, 'SELECT total FROM orders'), '[{"total":12}]')
  assert.equal(await network.office('SELECT count(*) AS n FROM central_office_conflicts'), '[{"n":0}]')
})

test('what was exported before the backup and never arrived is sent again', async (t) => {
  const network = await RestoredNetwork.start(t, 1)
  const store = network.store(1)
  network.edit(1, `INSERT INTO orders VALUES (1, 10), (2, 20)`)
  await network.replicas.settle()
  network.edit(
    1,
    `UPDATE orders SET total = 11 WHERE id = 1; DELETE FROM orders WHERE id = 2; INSERT INTO orders VALUES (3, 30)`,
  )
  await network.replicas.exportUp(store)
  const copy = await network.backup(store)
  await network.restore(store, copy)
  await network.askAsStore(store)
  store.up = []
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(network.shop(1, 'SELECT id, total FROM orders'), '[{"id":1,"total":11},{"id":3,"total":30}]')
})

test('a store restored to the middle of its initial load loses no row that the office has not got', async (t) => {
  const network = await RestoredNetwork.start(t, 1)
  const store = network.store(1)
  network.edit(
    1,
    `INSERT INTO orders SELECT value, value FROM generate_series(1, 3000)`.replace(
      'FROM generate_series(1, 3000)',
      'FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 3000) SELECT value FROM n)',
    ),
  )
  const file = network.replicas.nextFile()
  await store.replica.export(file, 1)
  const copy = await network.backup(store)
  await network.restore(store, copy)
  await network.askAsStore(store)
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(network.shop(1, 'SELECT count(*) AS n FROM orders'), '[{"n":3000}]')
})
