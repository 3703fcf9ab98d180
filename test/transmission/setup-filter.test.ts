import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { readFilter } from '../../src/model/row-filter.ts'
import { officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'
import type { ReplicaNetwork } from './replica-network.ts'

const schema = `CREATE TABLE customers (code TEXT PRIMARY KEY COLLATE NOCASE, active TEXT, name TEXT);`
const filled = `INSERT INTO customers VALUES ('a', '1', 'Ann'), ('b', '0', 'Bob'), ('c', NULL, 'Cem');`
const customers = 'SELECT code, name FROM customers ORDER BY code'
const active = `active = '1'`

const filtered = (t: Parameters<typeof smallNetwork>[0], sharing: 'store' | 'lookup' = 'store') =>
  smallNetwork(t, { schema, tables: { customers: { sharing, filter: active } }, filled })

async function setFilter(network: ReplicaNetwork, filter: string, sharing = 'store'): Promise<void> {
  const before = await network.office.setup()
  await network.office.saveSetup(ReplicaSetup.parse({ ...before, tables: { customers: { sharing, filter } } }))
  for (let round = 0; round < 3; round++) for (const store of network.stores) await network.visit(store)
}

test('rows that do not fulfil the filter stay at their store; they come and go as they are changed', async (t) => {
  const { network, first, second } = await filtered(t, 'lookup')
  const elsewhere = () => shopLines(second, 'SELECT code, name FROM customers__all_stores ORDER BY code')
  assert.deepEqual(await officeLines(network, customers), ['a Ann'])
  first.shop.exec(`UPDATE customers SET active = '1' WHERE code = 'b'; UPDATE customers SET active = '0' WHERE code = 'a';
    INSERT INTO customers VALUES ('d', '1', 'Dee'), ('e', '0', 'Eve'); UPDATE customers SET name = 'CEM' WHERE code = 'c'`)
  await network.settle()
  assert.deepEqual(await officeLines(network, customers), ['b Bob', 'd Dee'])
  assert.deepEqual(elsewhere(), ['b Bob', 'd Dee'])
  first.shop.exec(`DELETE FROM customers WHERE code IN ('b', 'e'); UPDATE customers SET name = 'DEE' WHERE code = 'd'`)
  await network.office.database.run(`UPDATE customers SET name = 'Dee!' WHERE code = 'x'`)
  await network.settle()
  assert.deepEqual(await officeLines(network, customers), ['d DEE'])
  assert.deepEqual(elsewhere(), ['d DEE'])
  assert.deepEqual(shopLines(first, customers), ['a Ann', 'c CEM', 'd DEE'], 'the shop keeps all of its own')
})

test('a changed filter loads what is missing and takes away what is no longer wanted', async (t) => {
  const { network } = await filtered(t)
  await setFilter(network, `active IS NULL OR lower(name) LIKE 'b%'`)
  assert.deepEqual(await officeLines(network, customers), ['b Bob', 'c Cem'])
})

test('a refill of the store leaves the rows alone that the filter keeps there', async (t) => {
  const { network, first } = await filtered(t)
  await first.replica.askForRefill('00000000000000aa' as never, Date.now())
  for (let round = 0; round < 4; round++) await network.visit(first)
  assert.equal((await first.replica.state()).refill, null)
  assert.deepEqual(shopLines(first, customers), ['a Ann', 'b Bob', 'c Cem'])
})

test('a filter that cannot be used is refused with the reason, and nothing changes', async (t) => {
  const { network } = await filtered(t)
  const refused = (filter: string, why: RegExp, sharing = 'store') =>
    assert.rejects(setFilter(network, filter, sharing), (error: Error) => why.test(error.message), filter)
  await refused('activ = 1', /no store has shown a column activ/)
  await refused('active = ', /does not understand it/)
  await refused(active, /rows are those of all locations/, 'shared')
  assert.equal((await network.office.setup()).version, 1)
})

test('a filter holds nothing but a condition over one row', () => {
  const refused = [
    'active IN (SELECT code FROM customers)',
    'random() > 0',
    `date('now') > active`,
    'active = ?',
    'active = :x',
    'active = $1',
    'active = 1; DROP TABLE customers',
    'active = 1 -- and so on',
    'active /* all */ = 1',
    '(active = 1',
    'active = 1)',
    '1 = 1',
    '[active] = 1',
    'active = `x`',
    `active = 'unfinished`,
    '',
  ]
  for (const filter of refused) {
    const read = readFilter(filter)
    // A word that is no keyword is taken for a column, which no store has shown.
    const strange =
      'tokens' in read && read.tokens.some((token) => 'column' in token && /select|from/i.test(token.column))
    assert.ok('why' in read || strange, filter)
  }
  for (const filter of [`"odd ""name" = 'it''s'`, 'größe >= 1.5e3 AND NOT (a IS NULL)', `x <> x'00FF'`])
    assert.ok('tokens' in readFilter(filter), filter)
})
