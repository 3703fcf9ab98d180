import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ReplicaSetup, type TableSetup } from '../../src/model/replica-setup.ts'
import { lines } from '../merge/small-network.ts'
import { ReplicaNetwork, shopRows, type TestStore } from './replica-network.ts'

const FIRST = 'CREATE TABLE Parts (Code TEXT PRIMARY KEY, Amount INT, "Öl" TEXT);'
const SECOND = 'CREATE TABLE parts (code TEXT PRIMARY KEY, "öl" TEXT, AMOUNT INT);'

/** Two stores that spell the same table and columns in their own ways. Umlauts are not folded: these are two columns. */
async function network(t: TestContext, tables: Record<string, Partial<TableSetup> & Pick<TableSetup, 'sharing'>>) {
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables })
  const all = await ReplicaNetwork.start(setup, [
    `${FIRST} INSERT INTO Parts VALUES ('a', 1, 'big')`,
    `${SECOND} INSERT INTO parts VALUES ('b', 'small', 2)`,
  ])
  t.after(() => all.close())
  await all.settle()
  const [first, second] = all.stores as [TestStore, TestStore]
  return { all, first, second }
}

const SHOWN = 'SELECT code, amount FROM parts ORDER BY code'
const shown = (store: TestStore) => lines(shopRows(store, SHOWN))

test('a shared table whose name and columns differ in case at two stores is one table', async (t) => {
  const { all, first, second } = await network(t, { PARTS: { sharing: 'shared' } })
  for (const store of [first, second]) assert.deepEqual(shown(store), ['a 1', 'b 2'])
  first.shop.exec(`UPDATE Parts SET Amount = 11 WHERE Code = 'b'; INSERT INTO Parts VALUES ('c', 3, NULL)`)
  second.shop.exec(`UPDATE parts SET AMOUNT = 22 WHERE code = 'a'`)
  await all.settle()
  for (const store of [first, second]) assert.deepEqual(shown(store), ['a 22', 'b 11', 'c 3'])
  await all.office.database.run(`UPDATE "Parts" SET "Amount" = 5 WHERE "Code" = 'c'`)
  second.shop.exec(`DELETE FROM parts WHERE code = 'b'; UPDATE parts SET amount = 33 WHERE code = 'a'`)
  await all.settle()
  for (const store of [first, second]) assert.deepEqual(shown(store), ['a 33', 'c 5'])
  assert.deepEqual(lines(await all.officeRows(SHOWN)), ['a 33', 'c 5'])
  assert.deepEqual(await all.officeRows('SELECT id FROM central_office_conflicts'), [])
  // Only letters A to Z are folded, so the office has both columns, and each store gets its own.
  assert.deepEqual(lines(await all.officeRows(`SELECT "Öl", "öl" FROM parts ORDER BY code`)), ['big null', 'null null'])
})

test('rows of each store, and a lookup table, under names that differ in case', async (t) => {
  const { all, first, second } = await network(t, { parts: { sharing: 'lookup' } })
  assert.deepEqual(lines(shopRows(first, 'SELECT code, amount FROM parts__all_stores')), ['b 2'])
  assert.deepEqual(lines(shopRows(second, 'SELECT code, amount FROM parts__all_stores')), ['a 1'])
  await all.office.database.run('UPDATE parts SET amount = amount * 10')
  await all.settle()
  assert.deepEqual([shown(first), shown(second)], [['a 10'], ['b 20']])
})

test('a replica setup names tables, key columns and columns as it likes', async (t) => {
  const setup = ReplicaSetup.parse({
    version: 1,
    default: { sharing: 'none' },
    tables: {
      STOCK: { sharing: 'store', key: ['PART'], columns: { note: { transmit: false } }, filter: 'AMOUNT > 0' },
    },
  })
  const schema = 'CREATE TABLE Stock (Part TEXT UNIQUE NOT NULL, Amount INT, NOTE TEXT);'
  const all = await ReplicaNetwork.start(setup, [
    `${schema} INSERT INTO Stock VALUES ('a', 1, 'mine'), ('b', 0, 'mine')`,
  ])
  t.after(() => all.close())
  await all.settle()
  assert.deepEqual(await all.stores[0]?.replica.refusedTables(), [])
  assert.deepEqual(
    (await all.officeRows('SELECT * FROM stock')).map(({ store_guid: _, ...row }) => row),
    [{ Part: 'a', Amount: 1n }],
  )
})

test('a shop that writes the name of a table or a column in another case goes on', async (t) => {
  const { all, first } = await network(t, { Parts: { sharing: 'store' } })
  first.shop.exec('ALTER TABLE Parts RENAME TO other; ALTER TABLE other RENAME TO PARTS')
  first.shop.exec('ALTER TABLE PARTS RENAME COLUMN Amount TO x; ALTER TABLE PARTS RENAME COLUMN x TO amount')
  first.shop.exec(`UPDATE PARTS SET amount = 7; INSERT INTO PARTS VALUES ('c', 8, NULL)`)
  await all.settle()
  assert.deepEqual(await first.replica.refusedTables(), [])
  assert.deepEqual(lines(await all.officeRows(`${SHOWN.replace('ORDER', `WHERE code <> 'b' ORDER`)}`)), ['a 7', 'c 8'])
  await all.office.database.run(`UPDATE parts SET amount = 9 WHERE code = 'a'`)
  await all.settle()
  assert.deepEqual(shown(first), ['a 9', 'c 8'])
})
