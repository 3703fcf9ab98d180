import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Decision } from '../../src/merge/conflicts.ts'
import { decideConflict } from '../../src/merge/decide-conflict.ts'
import { putBack } from '../../src/merge/put-back.ts'
import { hasCode } from '../../src/model/errors.ts'
import type { ConflictRule, Sharing } from '../../src/model/replica-setup.ts'
import type { ReplicaNetwork, TestStore } from '../transmission/replica-network.ts'
import { atOffice, conflictsOf, dateEdits, officeLines, shopLines, smallNetwork } from './small-network.ts'

const NOW = 1_700_000_000_000
const SHOWN = 'SELECT k, a, b FROM things ORDER BY k'

async function settled(
  t: TestContext,
  given: { rule: ConflictRule; sharing?: Exclude<Sharing, 'none'>; store: string; office: string },
) {
  const made = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a, b INTEGER);',
    tables: { things: { sharing: given.sharing ?? 'shared', rule: given.rule } },
    filled: `INSERT INTO things VALUES ('x', 1, 1), ('y', 5, 5);`,
  })
  made.first.shop.exec(given.store)
  if (given.office) await atOffice(made.network, given.office)
  await made.network.settle()
  return { ...made, conflicts: await conflictsOf(made.network) }
}

const put = ({ office }: ReplicaNetwork, id: number, choice: Decision | null = null) =>
  office.database.transaction(async () => putBack(office.database, await office.tables(), id, choice, NOW))

const decide = ({ office }: ReplicaNetwork, id: number, decision: Decision) =>
  office.database.transaction(async () => decideConflict(office.database, await office.tables(), id, decision, NOW))

/** Office and stores show these rows. */
async function everywhere(made: Awaited<ReturnType<typeof settled>>, rows: string[]): Promise<void> {
  await made.network.settle()
  assert.deepEqual(await officeLines(made.network, SHOWN), rows)
  for (const store of made.stores) assert.deepEqual(shopLines(store, SHOWN), rows)
}

const BOTH = { store: `UPDATE things SET a = 2 WHERE k = 'x'`, office: `UPDATE things SET a = 3 WHERE k = 'x'` }

for (const [rule, stood, lost] of [
  ['office', 'x 3 1', 'x 2 1'],
  ['store', 'x 2 1', 'x 3 1'],
] as const)
  test(`the value that lost by the rule "${rule}" is put back everywhere, and that is recorded`, async (t) => {
    const made = await settled(t, { rule, ...BOTH })
    await everywhere(made, [stood, 'y 5 5'])
    const { conflict, row } = await put(made.network, made.conflicts[0]?.id ?? 0)
    assert.deepEqual([row, String(conflict.putBack), conflict.putBackAt], ['changed', lost.split(' ')[1], NOW])
    await everywhere(made, [lost, 'y 5 5'])
  })

test('instead of the lost value, another can be put in its place', async (t) => {
  const made = await settled(t, { rule: 'office', ...BOTH })
  await put(made.network, made.conflicts[0]?.id ?? 0, { value: 'third' })
  await everywhere(made, ['x third 1', 'y 5 5'])
})

test('where a third value was decided for, it must be said which of the two is put back', async (t) => {
  const made = await settled(t, { rule: 'ask', ...BOTH })
  const id = made.conflicts[0]?.id ?? 0
  await assert.rejects(put(made.network, id), (error) => hasCode(error, 'CONFLICT_OPEN'))
  await decide(made.network, id, { value: 9n })
  await assert.rejects(put(made.network, id), (error) => hasCode(error, 'USAGE'))
  await put(made.network, id, { take: 'store' })
  await everywhere(made, ['x 2 1', 'y 5 5'])
})

test('of a decision between two, the other is put back', async (t) => {
  const made = await settled(t, { rule: 'ask', ...BOTH })
  const id = made.conflicts[0]?.id ?? 0
  await decide(made.network, id, { take: 'store' })
  await put(made.network, id)
  await everywhere(made, ['x 3 1', 'y 5 5'])
})

test('a row that the store deleted over an unseen change comes back whole, with that change', async (t) => {
  const made = await settled(t, { ...BOTH, rule: 'store', store: `DELETE FROM things WHERE k = 'x'` })
  await everywhere(made, ['y 5 5'])
  const { row } = await put(made.network, made.conflicts[0]?.id ?? 0)
  assert.equal(row, 'brought back')
  await everywhere(made, ['x 3 1', 'y 5 5'])
})

test('where nobody kept the row, it comes back with the values of the conflict', async (t) => {
  const made = await settled(t, { ...BOTH, rule: 'store', store: `DELETE FROM things WHERE k = 'x'` })
  await atOffice(made.network, 'DELETE FROM central_office_log_1')
  assert.equal((await put(made.network, made.conflicts[0]?.id ?? 0)).row, 'partly')
  await everywhere(made, ['x 3 null', 'y 5 5'])
})

test('a change of a row that the office deleted brings the row back with that change', async (t) => {
  const made = await settled(t, { ...BOTH, rule: 'office', office: `DELETE FROM things WHERE k = 'x'` })
  await everywhere(made, ['y 5 5'])
  await put(made.network, made.conflicts[0]?.id ?? 0)
  await everywhere(made, ['x 2 1', 'y 5 5'])
})

test('a deletion that lost is put back by deleting the row, once', async (t) => {
  const made = await settled(t, { ...BOTH, rule: 'office', store: `DELETE FROM things WHERE k = 'x'` })
  await everywhere(made, ['x 3 1', 'y 5 5'])
  const id = made.conflicts[0]?.id ?? 0
  await assert.rejects(put(made.network, id, { value: 1n }), (error) => hasCode(error, 'USAGE'))
  const { row, conflict } = await put(made.network, id)
  assert.deepEqual([row, conflict.putBack], ['deleted', 'removal'])
  await everywhere(made, ['y 5 5'])
  await assert.rejects(put(made.network, id), (error) => hasCode(error, 'CONFLICT_UNKNOWN'))
})

test('a row that a person decided to delete is put back whole', async (t) => {
  const made = await settled(t, { ...BOTH, rule: 'ask', store: `DELETE FROM things WHERE k = 'x'` })
  const id = made.conflicts[0]?.id ?? 0
  await decide(made.network, id, { take: 'store' })
  await everywhere(made, ['y 5 5'])
  assert.equal((await put(made.network, id)).row, 'brought back')
  await everywhere(made, ['x 3 1', 'y 5 5'])
})

test('what a store wrote into a table of the office can be put back: it is the office that writes it then', async (t) => {
  const made = await settled(t, {
    rule: 'office',
    sharing: 'office',
    store: `INSERT INTO things VALUES ('z', 7, 8); UPDATE things SET a = 2 WHERE k = 'x'`,
    office: '',
  })
  await everywhere(made, ['x 1 1', 'y 5 5'])
  const of = (key: string) => made.conflicts.find(({ rowKey }) => rowKey === key)?.id ?? 0
  await put(made.network, of(`'x'`))
  await put(made.network, of(`'z'`))
  await everywhere(made, ['x 2 1', 'y 5 5', 'z 7 8'])
})

test('a key with a NUL character can be decided and put back', async (t) => {
  const key = `'a' || char(0) || 'b'`
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a);',
    tables: { things: { sharing: 'shared', rule: 'ask' } },
    filled: `INSERT INTO things VALUES (${key}, 1), ('a', 1);`,
  })
  first.shop.exec(`UPDATE things SET a = 2 WHERE k = ${key}`)
  await atOffice(network, `UPDATE things SET a = 3 WHERE k = ${key}`)
  await network.settle()
  const [conflict] = await conflictsOf(network)
  assert.equal(conflict?.rowKey, `CAST(X'610062' AS TEXT)`)
  await decide(network, conflict.id, { take: 'store' })
  assert.deepEqual(await officeLines(network, 'SELECT a FROM things ORDER BY a'), ['1', '2'])
  await put(network, conflict.id)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT a FROM things ORDER BY a'), ['1', '3'])
})

test('a record says whose the value at the office was: its own, or another store’s', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a);',
    tables: { things: { sharing: 'shared', rule: 'office' } },
    filled: `INSERT INTO things VALUES ('x', 1), ('y', 1);`,
  })
  first.shop.exec(`UPDATE things SET a = 2 WHERE k = 'x'`)
  second.shop.exec(`UPDATE things SET a = 3`)
  await atOffice(network, `UPDATE things SET a = 4 WHERE k = 'y'`)
  await network.settle()
  assert.deepEqual(
    (await conflictsOf(network)).map(({ rowKey, officeStore, storeNumber }) => [rowKey, officeStore, storeNumber]),
    [
      [`'x'`, '1', '2'],
      [`'y'`, null, '2'],
    ],
  )
})

for (const order of [
  [0, 1, 2],
  [2, 1, 0],
  [0, 2, 1],
])
  test(`changes of the same moment go by GUID, whoever comes first (${order})`, async (t) => {
    const { network, stores } = await smallNetwork(t, {
      schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a);',
      tables: { things: { sharing: 'shared', rule: 'newest' } },
      filled: `INSERT INTO things VALUES ('x', 1), ('y', 1);`,
      stores: 3,
    })
    for (const [i, { shop }] of stores.entries())
      shop.exec(
        `UPDATE things SET a = 'store ${i + 1}' WHERE k = 'x'; UPDATE central_office_pending_1 SET ":at" = ${NOW}`,
      )
    for (const at of order) await network.visit(stores[at] as TestStore)
    await network.settle()
    assert.deepEqual(await officeLines(network, 'SELECT * FROM things ORDER BY k'), ['x store 3', 'y 1'])
    for (const store of stores)
      assert.deepEqual(shopLines(store, 'SELECT * FROM things ORDER BY k'), ['x store 3', 'y 1'])
  })

test('in a change of the same moment the office comes before every store', async (t) => {
  const made = await smallNetwork(t, {
    schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a);',
    tables: { things: { sharing: 'shared', rule: 'newest' } },
    filled: `INSERT INTO things VALUES ('x', 1);`,
  })
  made.first.shop.exec('UPDATE things SET a = 2')
  await atOffice(made.network, 'UPDATE things SET a = 3')
  await dateEdits(made.network, made.first, { store: NOW, office: NOW })
  await made.network.settle()
  assert.deepEqual(await officeLines(made.network, 'SELECT * FROM things'), ['x 3'])
})
