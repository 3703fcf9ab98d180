import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setupOf, type TableSetup } from '../../src/model/replica-setup.ts'
import { setupEffects } from '../../src/transmission/setup-effects.ts'
import { RestoredNetwork } from './restored-network.ts'

const conflicts = (network: RestoredNetwork) =>
  network.office('SELECT table_name, column_name, office_value, store_value, outcome FROM central_office_conflicts')

test('a restored office gets back from the stores what it had collated, its own edits included', async (t) => {
  const network = await RestoredNetwork.start(t)
  network.edit(
    1,
    `INSERT INTO orders VALUES (1, 10), (2, 20); INSERT INTO customers VALUES ('a', 'Ann', '1'), ('b', 'Bob', '1')`,
  )
  network.edit(2, `INSERT INTO stock VALUES ('oil', 'B', 7)`)
  await network.editOffice('SELECT 1')
  await network.replicas.settle()
  const copy = await network.backup('office')

  network.edit(
    1,
    `UPDATE orders SET total = 11 WHERE id = 1; DELETE FROM orders WHERE id = 2; INSERT INTO orders VALUES (3, 30)`,
  )
  network.edit(
    2,
    `UPDATE customers SET phone = '2' WHERE id = 'a'; DELETE FROM customers WHERE id = 'b'; UPDATE stock SET quantity = 8`,
  )
  await network.editOffice(`INSERT INTO prices VALUES ('p', 5)`)
  await network.replicas.settle()

  await network.restore('office', copy)
  await network.askAsOffice()
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(await network.office('SELECT id, total FROM orders'), '[{"id":1,"total":11},{"id":3,"total":30}]')
  assert.equal(await network.office('SELECT id, phone FROM customers'), '[{"id":"a","phone":"2"}]')
  assert.equal(await network.office('SELECT price FROM prices'), '[{"price":5}]')
  assert.equal(await network.office('SELECT quantity FROM stock'), '[{"quantity":8}]')
  assert.equal(await conflicts(network), '[]')
})

test('edits made at the restored office before the stores have answered are conflicts where a store differs, and kept', async (t) => {
  const network = await RestoredNetwork.start(t, 1)
  network.edit(1, `INSERT INTO customers VALUES ('a', 'Ann', '1'), ('b', 'Bob', '1')`)
  await network.replicas.settle()
  const copy = await network.backup('office')
  network.edit(1, `UPDATE customers SET phone = '2'`)
  await network.replicas.settle()
  await network.restore('office', copy)
  await network.editOffice(`UPDATE customers SET phone = '3' WHERE id = 'a'`)
  await network.editOffice(`UPDATE customers SET name = 'Bobby' WHERE id = 'b'`)
  await network.askAsOffice()
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  const kept = JSON.parse(await conflicts(network))
  assert.ok(
    kept.some(
      (one: { office_value: string; store_value: string }) => one.office_value === '3' && one.store_value === '2',
    ),
  )
})

test('a store that has heard less does not overrule one that has heard more', async (t) => {
  const network = await RestoredNetwork.start(t, 2)
  network.edit(1, `INSERT INTO customers VALUES ('a', 'Ann', '1')`)
  await network.replicas.settle()
  const copy = await network.backup('office')
  network.edit(1, `UPDATE customers SET phone = '2'; INSERT INTO customers VALUES ('n', 'New', '9')`)
  await network.replicas.visit(network.store(1)) // store 2 has not heard of it
  network.edit(2, `UPDATE customers SET name = 'Anna'`)

  await network.restore('office', copy)
  await network.askAsOffice()
  await network.replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.match(await network.office('SELECT * FROM customers'), /"phone":"2"/)
  assert.match(await network.office('SELECT * FROM customers'), /"id":"n"/)
  const names = await network.office(`SELECT name FROM customers WHERE id = 'a'`)
  assert.ok(names.includes('Anna') || (await conflicts(network)).includes('Anna'))
})

test('office and store restored both: everything either of them still holds is there in the end', async (t) => {
  const network = await RestoredNetwork.start(t, 1)
  network.edit(1, `INSERT INTO orders VALUES (1, 10)`)
  await network.replicas.settle()
  const early = { office: await network.backup('office'), store: await network.backup(network.store(1)) }
  network.edit(1, `INSERT INTO orders VALUES (2, 20); INSERT INTO customers VALUES ('a', 'Ann', '1')`)
  await network.replicas.settle()
  const later = await network.backup('office')
  network.edit(1, `INSERT INTO orders VALUES (3, 30)`)
  await network.replicas.settle()

  await network.restore('office', later)
  await network.restore(network.store(1), early.store)
  network.edit(1, `INSERT INTO orders VALUES (9, 90)`)
  await network.askAsOffice()
  await network.askAsStore(network.store(1))
  await network.replicas.settle(8)
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(await network.office('SELECT id FROM orders'), '[{"id":1},{"id":2},{"id":9}]')
  assert.equal(await network.office('SELECT id FROM customers'), '[{"id":"a"}]')
})

test('a setup that is changed before the stores have answered a restored office reaches those that know a later one', async (t) => {
  const network = await RestoredNetwork.start(t, 1)
  const { replicas } = network
  await replicas.settle()
  const copy = await network.backup('office')
  const change = async (rule: 'office' | 'store') => {
    const setup = await replicas.office.setup()
    const customers = { ...setupOf(setup, 'customers'), rule }
    return replicas.office.saveSetup({ ...setup, tables: { ...setup.tables, customers } })
  }
  const forgotten = await change('office')
  await replicas.settle()
  await network.restore('office', copy)
  await network.askAsOffice()
  const entered = await change('store')
  assert.ok(entered.version > forgotten.version, `${entered.version}`)
  await replicas.settle()
  assert.deepEqual((await network.store(1).replica.state()).setup, entered)
  assert.equal((await change('office')).version, entered.version + 1)
})

test('rows of other stores come again where a setup that the office has forgotten had let them go', async (t) => {
  const network = await RestoredNetwork.start(t)
  const { replicas } = network
  const change = async (setup: Partial<TableSetup>) => {
    const before = await replicas.office.setup()
    const stock = { ...setupOf(before, 'stock'), ...setup }
    return replicas.office.saveSetup({ ...before, tables: { ...before.tables, stock } })
  }
  network.edit(1, `INSERT INTO stock VALUES ('oil', 'A', 1)`)
  network.edit(2, `INSERT INTO stock VALUES ('tyre', 'A', 2)`)
  await replicas.settle()
  const copy = await network.backup('office')
  await change({ sharing: 'store' })
  await replicas.settle()
  await network.restore('office', copy)
  await network.askAsOffice()
  await replicas.settle()
  await change({ rule: 'office' })
  await replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
})

test('a column that began a new life which the office has forgotten begins another, for all, with the next change of the setup', async (t) => {
  const network = await RestoredNetwork.start(t)
  const { replicas } = network
  const change = async (setup: Partial<TableSetup>) => {
    const before = await replicas.office.setup()
    const customers = { ...setupOf(before, 'customers'), ...setup }
    return replicas.office.saveSetup({ ...before, tables: { ...before.tables, customers } })
  }
  network.edit(1, `INSERT INTO customers VALUES ('a', 'Ann', '1'), ('b', 'Bob', '2')`)
  await replicas.settle()
  const copy = await network.backup('office')
  for (const transmit of [false, true]) {
    await change({ columns: { phone: { transmit } } })
    await replicas.settle()
  }
  await network.restore('office', copy)
  await network.askAsOffice()
  await replicas.settle()
  assert.deepEqual(await network.disagreements(), [])

  const known = await replicas.office.setup()
  const effects = await setupEffects(replicas.office.database, known, known)
  assert.deepEqual(
    effects.map(({ column, effect }) => [column, effect]),
    [['phone', 'returns']],
  )
  network.edit(1, `UPDATE customers SET phone = NULL WHERE id = 'a'; UPDATE customers SET phone = '3' WHERE id = 'b'`)
  await change({ rule: 'office' })
  const [first] = replicas.stores
  if (!first) throw new Error('a network without stores')
  await replicas.exportDown(first)
  for (const payload of first.down.splice(0)) await replicas.deliverDown(first, payload)
  await replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.match(await network.office('SELECT phone FROM customers'), /"3"/)
})

test('a table that began a new life which the office has forgotten begins another, for all, with the next change of the setup', async (t) => {
  const network = await RestoredNetwork.start(t)
  const { replicas } = network
  const change = async (setup: Partial<TableSetup>) => {
    const before = await replicas.office.setup()
    const stock = { ...setupOf(before, 'stock'), ...setup }
    return replicas.office.saveSetup({ ...before, tables: { ...before.tables, stock } })
  }
  network.edit(1, `INSERT INTO stock VALUES ('oil', 'A', 1), ('oil', 'B', 1), ('oil', 'C', 1)`)
  network.edit(2, `INSERT INTO stock VALUES ('tyre', 'A', 2)`)
  await replicas.settle()
  const copy = await network.backup('office')
  for (const sharing of ['none', 'lookup'] as const) {
    await change({ sharing })
    await replicas.settle()
  }
  await network.restore('office', copy)
  await network.askAsOffice()
  await replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  const known = await replicas.office.setup()
  const [told] = await setupEffects(replicas.office.database, known, known)
  assert.deepEqual([told?.table, told?.effect], ['stock', 'anew'])

  network.edit(1, `DELETE FROM stock WHERE shelf = 'A'; UPDATE stock SET quantity = 5 WHERE shelf = 'B'`)
  const entered = await change({ rule: 'office' })
  assert.equal(setupOf(entered, 'stock').since, entered.version)
  // The stores hear of it before they tell what was typed there.
  for (const store of replicas.stores) {
    await replicas.exportDown(store)
    for (const payload of store.down.splice(0)) await replicas.deliverDown(store, payload)
  }
  await replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  assert.equal(
    await network.office(`SELECT shelf, quantity FROM stock WHERE part = 'oil' ORDER BY 1`),
    '[{"shelf":"B","quantity":5},{"shelf":"C","quantity":1}]',
  )
})
