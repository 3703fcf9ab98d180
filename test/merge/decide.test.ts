import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Decision } from '../../src/merge/conflicts.ts'
import { decideConflict } from '../../src/merge/decide-conflict.ts'
import { hasCode } from '../../src/model/errors.ts'
import type { ReplicaNetwork } from '../transmission/replica-network.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from './small-network.ts'

const SHOWN = `SELECT k, a, typeof(a) FROM things ORDER BY k`

async function contested(t: TestContext, edits: { store: string; office: string }) {
  const made = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a, b INTEGER);',
    tables: { things: { sharing: 'shared', rule: 'ask' } },
    filled: `INSERT INTO things VALUES ('x', 1, 1);`,
  })
  made.first.shop.exec(edits.store)
  await atOffice(made.network, edits.office)
  await made.network.settle()
  const [conflict] = await conflictsOf(made.network)
  assert.equal(conflict?.outcome, 'open')
  return { ...made, id: conflict.id }
}

const decide = async ({ office }: ReplicaNetwork, id: number, decision: Decision) =>
  office.database.transaction(async () =>
    decideConflict(office.database, await office.tables(), id, decision, 1_700_000_000_000),
  )

const BOTH_CHANGED = { store: 'UPDATE things SET a = 2', office: 'UPDATE things SET a = 3' }

const decisions: [string, Decision, string, unknown][] = [
  ["the office's value", { take: 'office' }, 'x 3 integer', 3n],
  ["the store's value", { take: 'store' }, 'x 2 integer', 2n],
  ['a third value', { value: 'both' }, 'x both text', 'both'],
  ['no value', { value: null }, 'x null null', null],
]

for (const [name, decision, expected, decided] of decisions)
  test(`deciding for ${name} goes to every location and is noted`, async (t) => {
    const { network, stores, id } = await contested(t, BOTH_CHANGED)
    const conflict = await decide(network, id, decision)
    assert.deepEqual([conflict.outcome, conflict.decided, conflict.decidedAt], ['decided', decided, 1_700_000_000_000])
    await network.settle()
    assert.deepEqual(await officeLines(network, SHOWN), [expected])
    for (const store of stores) assert.deepEqual(shopLines(store, SHOWN), [expected])
  })

test('a conflict is decided once', async (t) => {
  const { network, id } = await contested(t, BOTH_CHANGED)
  await decide(network, id, { take: 'store' })
  await assert.rejects(decide(network, id, { take: 'office' }), (error) => hasCode(error, 'CONFLICT_SETTLED'))
  assert.deepEqual(await officeLines(network, SHOWN), ['x 2 integer'])
})

test('a value decided for keeps its type', async (t) => {
  for (const [literal, expected] of [
    ['9007199254740993', 'x 9007199254740993 integer'],
    ['1.0', 'x 1 real'],
    [`'1'`, 'x 1 text'],
    [`x'00ff'`, 'x 0,255 blob'],
  ]) {
    const { network, first, id } = await contested(t, { ...BOTH_CHANGED, store: `UPDATE things SET a = ${literal}` })
    await decide(network, id, { take: 'store' })
    await network.settle()
    assert.deepEqual(shopLines(first, SHOWN), [expected])
  }
})

const DELETED_AT_OFFICE = { store: 'UPDATE things SET a = 2, b = 2', office: 'DELETE FROM things' }

test('deciding for a value of a row that the office deleted brings the row back as it was, with that value', async (t) => {
  const { network, stores, id } = await contested(t, DELETED_AT_OFFICE)
  await decide(network, id, { take: 'store' })
  await network.settle()
  for (const store of stores) assert.deepEqual(shopLines(store, 'SELECT k, a, b FROM things'), ['x 2 1'])
  await decide(network, id + 1, { value: 9n })
  await network.settle()
  for (const store of stores) assert.deepEqual(shopLines(store, 'SELECT k, a, b FROM things'), ['x 2 9'])
})

test('deciding for the office leaves a row deleted', async (t) => {
  const { network, first, id } = await contested(t, DELETED_AT_OFFICE)
  await decide(network, id, { take: 'office' })
  await network.settle()
  assert.deepEqual(shopLines(first, SHOWN), [])
})

const DELETED_AT_STORE = { store: 'DELETE FROM things', office: 'UPDATE things SET a = 3' }

test('a conflict about a whole row is decided by keeping or deleting the row, not by a value', async (t) => {
  const { network, stores, id } = await contested(t, DELETED_AT_STORE)
  await assert.rejects(decide(network, id, { value: 5n }), (error) => hasCode(error, 'USAGE'))
  for (const store of stores) assert.deepEqual(shopLines(store, SHOWN), ['x 3 integer'])
  await decide(network, id, { take: 'store' })
  await network.settle()
  for (const store of stores) assert.deepEqual(shopLines(store, SHOWN), [])
})

test('a decision about a row of one store touches no other store with the same key', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: 'CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);',
    tables: { orders: { sharing: 'store', rule: 'ask' } },
  })
  for (const { shop } of [first, second]) shop.exec('INSERT INTO orders VALUES (1, 1)')
  await network.settle()
  second.shop.exec('UPDATE orders SET total = 2')
  await atOffice(network, 'UPDATE orders SET total = 3 WHERE store_guid = $1', second.guid)
  await network.settle()
  const [conflict] = await conflictsOf(network)
  await decide(network, conflict?.id ?? 0, { take: 'store' })
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM orders'), ['1 1'])
  assert.deepEqual(shopLines(second, 'SELECT * FROM orders'), ['1 2'])
})

test('there is no deciding a conflict that is not there', async (t) => {
  const { network } = await contested(t, BOTH_CHANGED)
  await assert.rejects(decide(network, 99, { take: 'store' }), (error) => hasCode(error, 'CONFLICT_UNKNOWN'))
})
