import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listParked, type ParkedRow } from '../../src/merge/parked.ts'
import { discardParked, retryParked, showParked } from '../../src/merge/parked-settle.ts'
import { hasCode } from '../../src/model/errors.ts'
import type { TestStore } from '../transmission/replica-network.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from './small-network.ts'

const THINGS = 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER UNIQUE, b INTEGER NOT NULL CHECK (b < 100));'
const FILLED = `INSERT INTO things VALUES ('x', 1, 1), ('y', 2, 2), ('z', 3, 3);`
const SHARED = { things: { sharing: 'shared' as const } }
const SHOWN = 'SELECT k, a, b FROM things ORDER BY k'

const parkedAt = async ({ replica }: TestStore): Promise<ParkedRow[]> => (await listParked(replica.database, 100)).rows

async function onlyOne(store: TestStore): Promise<ParkedRow> {
  const rows = await parkedAt(store)
  assert.equal(rows.length, 1)
  return rows[0] as ParkedRow
}

const discard = async ({ replica }: TestStore, number: number, mayDelete = false) =>
  replica.database.transaction(async () =>
    discardParked(replica.database, (await replica.state()).setup, number, { mayDelete, now: Date.now() }),
  )

const retry = async ({ replica }: TestStore) =>
  replica.database.transaction(async () => retryParked(replica.database, (await replica.state()).setup))

const show = async ({ replica }: TestStore, number: number) =>
  showParked(replica.database, (await replica.state()).setup, number)

/** What the office changed comes to the first store only, which refuses it. */
async function refused(t: Parameters<typeof smallNetwork>[0], own: string, office: string, schema = THINGS + FILLED) {
  const made = await smallNetwork(t, { schema: THINGS, tables: SHARED, filled: schema.slice(THINGS.length) })
  if (own) made.first.shop.exec(own)
  await atOffice(made.network, office)
  await made.network.settle()
  return { ...made, row: await onlyOne(made.first) }
}

test('a parked row keeps its number and the time since when it is parked, and its tries are counted', async (t) => {
  const { first, network, row } = await refused(t, '', `UPDATE things SET b = 500 WHERE k = 'x'`)
  assert.deepEqual(
    [row.number, row.table, row.key, row.arrives, row.reason],
    [1, 'things', `'x'`, 'row', 'the check (b < 100) of this database does not allow it'],
  )
  first.shop.exec('UPDATE central_office_parked_1 SET ":since" = 5')
  assert.deepEqual(await retry(first), { settled: 0, left: 1 })
  await atOffice(network, `UPDATE things SET b = 600 WHERE k = 'x'`)
  await atOffice(network, `UPDATE things SET b = 600 WHERE k = 'y'`)
  await network.settle()
  const rows = await parkedAt(first)
  assert.deepEqual(
    rows.map(({ number, key, since }) => [number === 1, key, since === 5]),
    [
      [true, `'x'`, true],
      [false, `'y'`, false],
    ],
  )
  assert.ok((rows[0]?.tries ?? 0) > row.tries + 1)
})

test('a number is not given twice', async (t) => {
  const { first, network } = await refused(t, '', `UPDATE things SET b = 500 WHERE k = 'x'`)
  await atOffice(network, `UPDATE things SET b = 5 WHERE k = 'x'`)
  await atOffice(network, `UPDATE things SET b = 500 WHERE k = 'y'`)
  await network.settle()
  assert.equal((await onlyOne(first)).number, 2)
})

test('a retry applies at once what nothing stands against any more', async (t) => {
  const { first } = await refused(
    t,
    `INSERT INTO things VALUES ('own', 50, 1)`,
    `UPDATE things SET a = 50 WHERE k = 'x'`,
  )
  first.shop.exec(`UPDATE things SET a = 51 WHERE k = 'own'`)
  assert.deepEqual(await retry(first), { settled: 1, left: 0 })
  assert.deepEqual(shopLines(first, SHOWN), ['own 51 1', 'x 50 1', 'y 2 2', 'z 3 3'])
})

test('a parked row is shown beside the row here and the row in its way', async (t) => {
  const { first, row } = await refused(
    t,
    `INSERT INTO things VALUES ('own', 50, 1)`,
    `UPDATE things SET a = 50 WHERE k = 'x'`,
  )
  assert.equal(row.reason, 'another row here has the same a')
  const shown = await show(first, row.number)
  assert.deepEqual({ ...shown.arriving }, { k: 'x', a: 50n, b: 1n })
  assert.deepEqual({ ...shown.here }, { k: 'x', a: 1n, b: 1n })
  assert.deepEqual(
    shown.obstacles.map(({ what, table, columns, rows }) => [what, table, columns, rows.map((one) => ({ ...one }))]),
    [['the same unique value', 'things', ['a'], [{ k: 'own', a: 50n, b: 1n }]]],
  )
})

for (const [what, office, after] of [
  ['a change', `UPDATE things SET b = 500 WHERE k = 'x'`, ['x 1 1', 'y 2 2', 'z 3 3']],
  ['a change of several columns', `UPDATE things SET a = 9, b = 500 WHERE k = 'x'`, ['x 1 1', 'y 2 2', 'z 3 3']],
] as const)
  test(`discarding ${what} sends what stands here to all, without a conflict`, async (t) => {
    const { first, second, network, row } = await refused(t, '', office)
    // The other store refuses it as well, and gets the row as the first has it.
    assert.equal((await discard(first, row.number)).becomes, 'edit')
    assert.deepEqual(await parkedAt(first), [])
    await network.settle()
    for (const store of [first, second]) {
      assert.deepEqual(shopLines(store, SHOWN), after)
      assert.deepEqual(await parkedAt(store), [])
    }
    assert.deepEqual(await officeLines(network, SHOWN), after)
    assert.deepEqual(await conflictsOf(network), [])
  })

test('discarding goes along with edits made before and after the row was parked', async (t) => {
  const { first, network, row } = await refused(t, '', `UPDATE things SET a = 9, b = 500 WHERE k = 'x'`)
  first.shop.exec(`UPDATE things SET a = 7 WHERE k = 'x'`)
  await discard(first, row.number)
  first.shop.exec(`UPDATE things SET b = 8 WHERE k = 'x'`)
  await network.settle()
  assert.deepEqual(await officeLines(network, SHOWN), ['x 7 8', 'y 2 2', 'z 3 3'])
  assert.deepEqual(await conflictsOf(network), [])
})

test('an edit that was waiting when the row was parked still meets the office, and is judged there', async (t) => {
  const { network, first } = await smallNetwork(t, { schema: THINGS, tables: SHARED, filled: FILLED })
  first.shop.exec(`UPDATE things SET a = 7 WHERE k = 'x'`)
  await atOffice(network, `UPDATE things SET a = 9, b = 500 WHERE k = 'x'`)
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  await discard(first, (await onlyOne(first)).number)
  await network.settle()
  const [conflict] = await conflictsOf(network)
  assert.deepEqual([conflict?.base, conflict?.officeValue, conflict?.storeValue], [1n, 9n, 7n])
  assert.deepEqual(await officeLines(network, SHOWN), shopLines(first, SHOWN))
})

test('discarding a removal keeps the row and gives it back to the office', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE parents (id TEXT PRIMARY KEY, name TEXT);
      CREATE TABLE notes (id INTEGER PRIMARY KEY, parent TEXT REFERENCES parents (id));`,
    tables: { parents: { sharing: 'shared' } },
    filled: `INSERT INTO parents VALUES ('p', 'P');`,
  })
  first.shop.exec(`INSERT INTO notes (parent) VALUES ('p')`)
  await atOffice(network, 'DELETE FROM parents')
  await network.settle()
  const row = await onlyOne(first)
  assert.equal(row.arrives, 'removal')
  const shown = await show(first, row.number)
  assert.deepEqual(
    shown.obstacles.map(({ what, table, rows }) => [what, table, rows.map((one) => ({ ...one }))]),
    [['rows that refer to it', 'notes', [{ id: 1n, parent: 'p' }]]],
  )
  await discard(first, row.number)
  await network.settle()
  assert.deepEqual(await officeLines(network, 'SELECT * FROM parents'), ['p P'])
})

test('discarding a row that is not here deletes it everywhere, and only if that is allowed', async (t) => {
  const { first, second, network, row } = await refused(
    t,
    `INSERT INTO things VALUES ('own', 50, 1)`,
    `INSERT INTO things VALUES ('new', 50, 1)`,
  )
  await assert.rejects(discard(first, row.number), (error) => hasCode(error, 'USAGE'))
  assert.equal((await discard(first, row.number, true)).becomes, 'deletion')
  await network.settle()
  for (const store of [first, second])
    assert.deepEqual(shopLines(store, SHOWN), ['own 50 1', 'x 1 1', 'y 2 2', 'z 3 3'])
  assert.deepEqual(await officeLines(network, SHOWN), ['own 50 1', 'x 1 1', 'y 2 2', 'z 3 3'])
})

test('a row of a table that the office maintains cannot be discarded, and a number that is not there is unknown', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: THINGS,
    tables: { things: { sharing: 'office' } },
    filled: FILLED,
  })
  await atOffice(network, `UPDATE things SET b = 500 WHERE k = 'x'`)
  await network.settle()
  await assert.rejects(discard(first, 1), (error) => hasCode(error, 'USAGE'))
  await assert.rejects(show(first, 2), (error) => hasCode(error, 'PARKED_UNKNOWN'))
})

const BY_CODE = `CREATE TABLE parts (id TEXT PRIMARY KEY, code TEXT UNIQUE, name TEXT);
  CREATE TABLE lines (id INTEGER PRIMARY KEY, code TEXT REFERENCES parts (code));`

for (const [what, office, settled] of [
  ['deleted', `DELETE FROM parts WHERE id = 'p'`, ['q C2 Q']],
  ['changed', `UPDATE parts SET code = 'C9' WHERE id = 'p'`, ['p C9 P', 'q C2 Q']],
] as const)
  test(`a row whose unique code others here refer to is not ${what} under them`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema: BY_CODE,
      tables: { parts: { sharing: 'shared' } },
      filled: `INSERT INTO parts VALUES ('p', 'C1', 'P'), ('q', 'C2', 'Q');`,
    })
    first.shop.exec(`INSERT INTO lines (code) VALUES ('C1')`)
    await atOffice(network, office)
    await network.settle()
    assert.deepEqual(shopLines(first, 'SELECT * FROM parts ORDER BY id'), ['p C1 P', 'q C2 Q'])
    const row = await onlyOne(first)
    assert.equal(row.reason, 'rows of lines here still refer to it')
    assert.equal((await show(first, row.number)).obstacles[0]?.table, 'lines')
    first.shop.exec('DELETE FROM lines')
    assert.deepEqual(await retry(first), { settled: 1, left: 0 })
    assert.deepEqual(shopLines(first, 'SELECT * FROM parts ORDER BY id'), settled)
  })

test('a code that moves from one row to another takes its references along', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: BY_CODE,
    tables: { parts: { sharing: 'shared' } },
    filled: `INSERT INTO parts VALUES ('p', 'C1', 'P'), ('q', 'C2', 'Q');`,
  })
  first.shop.exec(`INSERT INTO lines (code) VALUES ('C1')`)
  await atOffice(network, `DELETE FROM parts WHERE id = 'p'`)
  await atOffice(network, `UPDATE parts SET code = 'C1' WHERE id = 'q'`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM parts'), ['q C1 Q'])
  assert.deepEqual(await parkedAt(first), [])
})
