import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ReplicaSetup, type TableSetup } from '../../src/model/replica-setup.ts'
import { readLinks } from '../../src/transmission/store-links.ts'
import { lines } from '../merge/small-network.ts'
import { ReplicaNetwork, shopRows, type TestStore } from './replica-network.ts'

const REAL = 'CREATE TABLE prices (code TEXT PRIMARY KEY, p REAL);'
const NUMERIC = 'CREATE TABLE prices (code TEXT PRIMARY KEY, p NUMERIC);'
const OTHER = 'CREATE TABLE other (id INTEGER PRIMARY KEY, a); INSERT INTO other VALUES (1, 1);'
const SHARED = { prices: { sharing: 'shared' as const } }

type Tables = Record<string, Partial<TableSetup> & Pick<TableSetup, 'sharing'>>

async function network(t: TestContext, schemas: string[], tables: Tables = {}) {
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'store', rule: 'store' }, tables })
  const all = await ReplicaNetwork.start(setup, schemas)
  t.after(() => all.close())
  const [first, second] = all.stores as [TestStore, TestStore]
  return { all, first, second }
}

/** As a transmission does: what was rebuilt, or fits now, is captured again before anything is sent. */
async function settle(all: ReplicaNetwork): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await all.settle()
    for (const { replica } of all.stores) await replica.captureRebuilt()
  }
  await all.settle()
}

const prices = (store: TestStore) => lines(shopRows(store, 'SELECT code, p FROM prices ORDER BY code'))
const leftOut = async ({ replica }: TestStore) => (await replica.refusedTables()).map(({ why }) => why.message)
const declinedOf = async (all: ReplicaNetwork) =>
  (await readLinks(all.office.database)).map(({ declined }) => declined.map(({ table }) => table.name))

/** As shop programs do it: another table, filled, in the place of the old one. */
const rebuild = ({ shop }: TestStore, columns: string, taken: string) =>
  shop.exec(`BEGIN; CREATE TABLE fresh (${columns}); INSERT INTO fresh (${taken}) SELECT ${taken} FROM prices;
    DROP TABLE prices; ALTER TABLE fresh RENAME TO prices; COMMIT`)

for (const [sharing, tables] of [
  ['shared', SHARED],
  ['of each store', {}],
] as const)
  test(`a table that another store has with another type waits, and the rest goes on (${sharing})`, async (t) => {
    const { all, first, second } = await network(
      t,
      [
        `${REAL} INSERT INTO prices VALUES ('a', 1.5); ${OTHER}`,
        `${NUMERIC} INSERT INTO prices VALUES ('b', 2); ${OTHER}`,
      ],
      tables,
    )
    await settle(all)
    assert.deepEqual(await declinedOf(all), [[], ['prices']])
    assert.match((await leftOut(second))[0] ?? '', /column p of the table prices is NUMERIC at this store and REAL at/)
    second.shop.exec(`UPDATE other SET a = 2; INSERT INTO prices VALUES ('c', 3)`)
    first.shop.exec(`UPDATE prices SET p = 1.75`)
    await settle(all)
    assert.deepEqual(lines(await all.officeRows('SELECT a FROM other ORDER BY a')), ['1', '2'])
    assert.deepEqual(lines(await all.officeRows('SELECT code, p FROM prices')), ['a 1.75'])
    // A change of the type is what is asked for.
    rebuild(second, 'code TEXT PRIMARY KEY, p REAL', 'code, p')
    await settle(all)
    assert.deepEqual([await declinedOf(all), await leftOut(second)], [[[], []], []])
    const everything = ['a 1.75', 'b 2', 'c 3']
    assert.deepEqual(lines(await all.officeRows('SELECT code, p FROM prices ORDER BY code')), everything)
    assert.deepEqual(prices(second), tables === SHARED ? everything : ['b 2', 'c 3'])
    second.shop.exec(`UPDATE prices SET p = 4.5 WHERE code = 'b'; DELETE FROM prices WHERE code = 'c'`)
    await settle(all)
    assert.deepEqual(lines(await all.officeRows('SELECT code, p FROM prices ORDER BY code')), ['a 1.75', 'b 4.5'])
    assert.deepEqual(await all.officeRows('SELECT id FROM central_office_conflicts'), [])
  })

test('a table that did transmit, and gets a column of another type than at another store, is compared row by row later', async (t) => {
  const { all, first, second } = await network(
    t,
    [`${REAL} INSERT INTO prices VALUES ('a', 1), ('b', 2), ('c', 3)`, REAL],
    SHARED,
  )
  await settle(all)
  first.shop.exec('ALTER TABLE prices ADD COLUMN note TEXT')
  await settle(all)
  second.shop.exec(`ALTER TABLE prices ADD COLUMN note INTEGER; UPDATE prices SET p = 10 WHERE code = 'a'`)
  await all.exportUp(second)
  // Under way before the store hears that its table is not taken.
  second.shop.exec(`UPDATE prices SET p = 11 WHERE code = 'a'`)
  await settle(all)
  assert.deepEqual(await declinedOf(all), [[], ['prices']])
  second.shop.exec(`UPDATE prices SET p = 20 WHERE code = 'b'`)
  first.shop.exec(`UPDATE prices SET p = 30, note = 'x' WHERE code = 'c'`)
  await settle(all)
  assert.deepEqual(prices(second), ['a 11', 'b 20', 'c 3'])
  rebuild(second, 'code TEXT PRIMARY KEY, p REAL, note TEXT', 'code, p')
  await settle(all)
  for (const store of [first, second]) assert.deepEqual(prices(store), ['a 11', 'b 20', 'c 30'])
  assert.deepEqual(lines(await all.officeRows('SELECT code, p, note FROM prices ORDER BY code')), [
    'a 11 null',
    'b 20 null',
    'c 30 x',
  ])
  assert.deepEqual([await declinedOf(all), await leftOut(second)], [[[], []], []])
})

test('a column left out at the office stands in nobody’s way', async (t) => {
  const { all, second } = await network(t, [REAL, `${NUMERIC} INSERT INTO prices VALUES ('b', 2)`])
  await settle(all)
  const setup = await all.office.setup()
  await all.office.saveSetup({
    ...setup,
    tables: { prices: { ...setup.default, columns: { p: { transmit: false } } } },
  })
  await settle(all)
  second.shop.exec(`INSERT INTO prices VALUES ('c', 3)`)
  await settle(all)
  assert.deepEqual(lines(await all.officeRows('SELECT code FROM prices ORDER BY code')), ['b', 'c'])
  assert.deepEqual([await declinedOf(all), await leftOut(second)], [[[], []], []])
})

test('another key, and a column named as that of the store’s GUID, are declined by themselves', async (t) => {
  const { all, first, second } = await network(t, [
    `${REAL} ${OTHER}`,
    `CREATE TABLE prices (code TEXT, p REAL, PRIMARY KEY (code, p)); ${OTHER}`,
  ])
  await settle(all)
  first.shop.exec('ALTER TABLE other ADD COLUMN Store_Guid')
  await settle(all)
  assert.deepEqual(await declinedOf(all), [['other'], ['prices']])
  assert.match(
    (await leftOut(second))[0] ?? '',
    /key of the table prices is code, p at this store and code at the office/,
  )
  assert.match((await leftOut(first))[0] ?? '', /new column Store_Guid at this store/)
  first.shop.exec('ALTER TABLE other RENAME COLUMN Store_Guid TO whose; UPDATE other SET whose = 5')
  await settle(all)
  assert.deepEqual(lines(await all.officeRows('SELECT whose FROM other ORDER BY 1')), ['null', '5'])
})

test('a store that is refilled, and an office that asks for everything, go on without the table', async (t) => {
  const { all, second } = await network(t, [
    `${REAL} ${OTHER}`,
    `${NUMERIC} INSERT INTO prices VALUES ('b', 2); ${OTHER}`,
  ])
  await settle(all)
  await all.office.askForRefill(Date.now())
  await settle(all)
  second.shop.exec('UPDATE other SET a = 5')
  await settle(all)
  assert.deepEqual(lines(await all.officeRows('SELECT a FROM other ORDER BY a')), ['1', '5'])
  assert.deepEqual(await declinedOf(all), [[], ['prices']])
  assert.equal((await second.replica.state()).loading, false)
  rebuild(second, 'code TEXT PRIMARY KEY, p REAL', 'code, p')
  await settle(all)
  assert.deepEqual(lines(await all.officeRows('SELECT code, p FROM prices')), ['b 2'])
})
