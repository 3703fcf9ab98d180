import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type ReplicaSetup, setupOf, type TableSetup } from '../../src/model/replica-setup.ts'
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
  const forgotten = await change(network, 'customers', { rule: 'office' })
  await replicas.settle()
  await network.restore('office', copy)
  await network.askAsOffice()
  const entered = await change(network, 'customers', { rule: 'store' })
  assert.ok(entered.version > forgotten.version, `${entered.version}`)
  await replicas.settle()
  assert.deepEqual((await network.store(1).replica.state()).setup, entered)
  assert.equal((await change(network, 'customers', { rule: 'office' })).version, entered.version + 1)
})

/** Changes what the setup says of one table, under the next version. */
async function change({ replicas }: RestoredNetwork, name: string, setup: Partial<TableSetup>): Promise<ReplicaSetup> {
  const before = await replicas.office.setup()
  const table = { ...setupOf(before, name), ...setup }
  return replicas.office.saveSetup({ ...before, tables: { ...before.tables, [name]: table } })
}

/** An office that has forgotten these changes of the setup, one after the other, which all stores know. */
async function forgetful(t: TestContext, name: string, changes: Partial<TableSetup>[], meanwhile = '') {
  const network = await RestoredNetwork.start(t)
  const { replicas } = network
  network.edit(1, `INSERT INTO stock VALUES ('oil', 'A', 1), ('oil', 'B', 1), ('oil', 'C', 1)`)
  network.edit(2, `INSERT INTO stock VALUES ('tyre', 'A', 2)`)
  network.edit(1, `INSERT INTO customers VALUES ('a', 'Ann', '1'), ('b', 'Bob', '2')`)
  await replicas.settle()
  const copy = await network.backup('office')
  for (const forgotten of changes) {
    await change(network, name, forgotten)
    await replicas.settle()
  }
  if (meanwhile) network.edit(1, meanwhile)
  await network.restore('office', copy)
  await network.askAsOffice()
  await replicas.settle()
  return network
}

/** All stores hear of the next setup before they tell what was typed meanwhile. */
async function nextSetup(network: RestoredNetwork, name: string): Promise<ReplicaSetup> {
  const { replicas } = network
  const entered = await change(network, name, { rule: 'office' })
  for (const store of replicas.stores) {
    await replicas.exportDown(store)
    for (const payload of store.down.splice(0)) await replicas.deliverDown(store, payload)
  }
  await replicas.settle()
  assert.deepEqual(await network.disagreements(), [])
  return entered
}

const off = { columns: { phone: { transmit: false } } }
const on = { columns: { phone: { transmit: true } } }

test('rows of other stores come again where a setup that the office has forgotten had let them go', async (t) => {
  const network = await forgetful(t, 'stock', [{ sharing: 'store' }])
  await nextSetup(network, 'stock')
})

for (const { what, changes, unheard } of [
  { what: 'began a new life', changes: [off, on], unheard: false },
  { what: 'was left out', changes: [off], unheard: true },
])
  test(`a column that ${what} by a setup which the office has forgotten begins another life, for all, with the next`, async (t) => {
    const edits = `UPDATE customers SET phone = NULL WHERE id = 'a'; UPDATE customers SET phone = '3' WHERE id = 'b'`
    const network = await forgetful(t, 'customers', changes, unheard ? edits : '')
    const known = await network.replicas.office.setup()
    const effects = await setupEffects(network.replicas.office.database, known, known)
    assert.deepEqual(
      effects.map(({ column, effect }) => [column, effect]),
      [['phone', 'returns']],
    )
    if (!unheard) network.edit(1, edits)
    await nextSetup(network, 'customers')
    assert.match(await network.office('SELECT phone FROM customers'), /"3"/)
  })

const none = { sharing: 'none' as const }
for (const { what, changes, unheard } of [
  { what: 'began a new life', changes: [none, { sharing: 'lookup' as const }], unheard: false },
  { what: 'was no longer transmitted', changes: [none], unheard: true },
])
  test(`a table that ${what} by a setup which the office has forgotten begins another life, for all, with the next`, async (t) => {
    const edits = `DELETE FROM stock WHERE shelf = 'A'; UPDATE stock SET quantity = 5 WHERE shelf = 'B'`
    const network = await forgetful(t, 'stock', changes, unheard ? edits : '')
    const known = await network.replicas.office.setup()
    const [told] = await setupEffects(network.replicas.office.database, known, known)
    assert.deepEqual([told?.table, told?.effect], ['stock', 'anew'])
    if (!unheard) network.edit(1, edits)
    const entered = await nextSetup(network, 'stock')
    assert.equal(setupOf(entered, 'stock').since, entered.version)
    assert.equal(
      await network.office(`SELECT shelf, quantity FROM stock WHERE part = 'oil' ORDER BY 1`),
      '[{"shelf":"B","quantity":5},{"shelf":"C","quantity":1}]',
    )
  })
