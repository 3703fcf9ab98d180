import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { atOffice, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'
import { begin, compare, comparisonWith, damageShop, found } from './verified-network.ts'

const CUSTOMERS = 'CREATE TABLE customers (code TEXT PRIMARY KEY, active INTEGER, name TEXT);'
const FILLED = `INSERT INTO customers VALUES ('a', 1, 'Ann'), ('b', 0, 'Bob'), ('c', NULL, 'Cem'), ('d', 1, 'Dee');`

test('rows that a filter keeps at the store are no differences, and damage to the others is', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: CUSTOMERS,
    tables: { customers: { sharing: 'store', filter: 'active = 1' } },
    filled: FILLED,
    stores: 1,
  })
  assert.deepEqual(await compare(network, first), [])
  await atOffice(network, `UPDATE customers SET active = 0 WHERE code = 'a'`)
  await network.settle()
  assert.deepEqual(shopLines(first, `SELECT active FROM customers WHERE code = 'a'`), ['0'])
  assert.deepEqual(await officeLines(network, 'SELECT code, active FROM customers ORDER BY code'), ['a 0', 'd 1'])
  assert.deepEqual(await compare(network, first), [])
  damageShop(first, `UPDATE customers SET name = 'x' WHERE code IN ('b', 'd')`)
  assert.deepEqual(await compare(network, first), [`customers 'd': differs`])
})

test('columns that are left out are not compared', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: CUSTOMERS,
    tables: { customers: { sharing: 'shared', columns: { name: { transmit: false } } } },
    filled: FILLED,
    stores: 1,
  })
  damageShop(first, `UPDATE customers SET name = 'x'`)
  assert.deepEqual(await compare(network, first), [])
  damageShop(first, `UPDATE customers SET active = 7 WHERE code = 'b'`)
  assert.deepEqual(await compare(network, first), [`customers 'b': differs`])
})

test('a table that begins a new life while it is compared is named, not reported', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: CUSTOMERS,
    tables: { customers: { sharing: 'store' } },
    filled: FILLED,
    stores: 1,
  })
  damageShop(first, `UPDATE customers SET name = 'x' WHERE code = 'b'`)
  await begin(network, first)
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  await network.exportUp(first)
  const before = await network.office.setup()
  await network.office.saveSetup(ReplicaSetup.parse({ ...before, tables: { customers: { sharing: 'shared' } } }))
  for (let visit = 0; visit < 5; visit++) await network.visit(first)
  const { state, leftOut } = await comparisonWith(network, first)
  assert.deepEqual(
    { state, leftOut, found: await found(network, first) },
    { state: 'done', leftOut: ['customers'], found: [] },
  )
  assert.deepEqual(await compare(network, first), [])
})
