import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideConflict } from '../../src/merge/decide-conflict.ts'
import { putBack } from '../../src/merge/put-back.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from './small-network.ts'

const schema = 'CREATE TABLE stock (code TEXT PRIMARY KEY, quantity INTEGER, price INTEGER);'
const columns = { quantity: { setBy: 'store' }, price: { setBy: 'office' } } as const
const stock = 'SELECT code, quantity, price FROM stock ORDER BY code'

for (const sharing of ['store', 'shared'] as const) {
  const network = (t: Parameters<typeof smallNetwork>[0]) =>
    smallNetwork(t, {
      schema,
      tables: { stock: { sharing, columns: ReplicaSetup.shape.default.shape.columns.parse(columns) } },
      stores: 1,
      filled: `INSERT INTO stock VALUES ('a', 10, 100)`,
    })

  test(`each side sets its own columns of a ${sharing} table at the same time, without a conflict`, async (t) => {
    const { network: both, first } = await network(t)
    first.shop.exec('UPDATE stock SET quantity = 9')
    await atOffice(both, 'UPDATE stock SET price = 120')
    await both.settle()
    assert.deepEqual(shopLines(first, stock), ['a 9 120'])
    assert.deepEqual(await officeLines(both, stock), ['a 9 120'])
    assert.deepEqual(await conflictsOf(both), [])
  })

  test(`a value typed by the wrong side into a ${sharing} table is put back and noted, the rest of the edit stands`, async (t) => {
    const { network: both, first } = await network(t)
    first.shop.exec('UPDATE stock SET quantity = 8, price = 1')
    await both.settle()
    assert.deepEqual(shopLines(first, stock), ['a 8 100'])
    await atOffice(both, 'UPDATE stock SET quantity = 7, price = 130')
    await both.settle()
    assert.deepEqual(shopLines(first, stock), ['a 8 130'])
    assert.deepEqual(await officeLines(both, stock), ['a 8 130'])
    assert.deepEqual(
      (await conflictsOf(both)).map(({ column, officeValue, storeValue, outcome }) => [
        column,
        officeValue,
        storeValue,
        outcome,
      ]),
      [
        ['price', 100n, 1n, 'office'],
        ['quantity', 7n, 8n, 'store'],
      ],
    )
  })
}

test('two stores disagree about a column that stores set: what the office decides, or puts back, stands', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { stock: { sharing: 'shared', rule: 'ask', columns: { quantity: { setBy: 'store', transmit: true } } } },
    filled: `INSERT INTO stock VALUES ('a', 10, 100)`,
  })
  first.shop.exec('UPDATE stock SET quantity = 8')
  second.shop.exec('UPDATE stock SET quantity = 7')
  await network.settle()
  const { database } = network.office
  const [conflict] = await conflictsOf(network)
  assert.equal(conflict?.outcome, 'open')
  const tables = await network.office.tables()
  await database.transaction(() => decideConflict(database, tables, conflict.id, { take: 'store' }, 0))
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, stock), ['a 7 100'])
  await database.transaction(() => putBack(database, tables, conflict.id, null, 0))
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, stock), ['a 8 100'])
  await atOffice(network, 'UPDATE stock SET quantity = 1')
  assert.deepEqual(await officeLines(network, stock), ['a 8 100'], 'any other edit of the office is put back as before')
})

test('a rule that is changed in operation holds from the next merge on', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema,
    tables: { stock: { sharing: 'shared', rule: 'office' } },
    stores: 1,
    filled: `INSERT INTO stock VALUES ('a', 10, 100)`,
  })
  const before = await network.office.setup()
  await network.office.saveSetup(
    ReplicaSetup.parse({
      ...before,
      tables: { stock: { sharing: 'shared', rule: 'office', columns: { price: { rule: 'store' } } } },
    }),
  )
  first.shop.exec('UPDATE stock SET quantity = 1, price = 1')
  await atOffice(network, 'UPDATE stock SET quantity = 2, price = 2')
  await network.settle()
  assert.deepEqual(shopLines(first, stock), ['a 2 1'])
})

// In a trigger's statement these names can mean a row of the table, or the row that was edited.
for (const name of ['new', 'old', 'excluded'])
  test(`what the office types into a column of the store is put back in that row alone, where the table is called ${name}`, async (t) => {
    const { network } = await smallNetwork(t, {
      schema: schema.replace('stock', `"${name}"`),
      tables: { [name]: { sharing: 'shared', columns: { quantity: { setBy: 'store', transmit: true } } } },
      stores: 1,
      filled: `INSERT INTO "${name}" VALUES ('a', 10, 100), ('b', 20, 200)`,
    })
    await atOffice(network, `UPDATE "${name}" SET quantity = 1, price = 101 WHERE code = 'a'`)
    assert.deepEqual(await officeLines(network, `SELECT code, quantity, price FROM "${name}" ORDER BY code`), [
      'a 10 101',
      'b 20 200',
    ])
  })
