import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { switchCaptureOn } from '../../src/capture/capture-on.ts'
import { listParked } from '../../src/merge/parked.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { ReplicaNetwork, type TestStore } from '../transmission/replica-network.ts'
import { atOffice, conflictsOf, officeLines, shopLines } from './small-network.ts'

/** The first piece of the load has come to the office; the last row has not. */
async function halfLoaded(filter?: string) {
  const tables = { cars: { sharing: 'store', ...(filter === undefined ? {} : { filter }) } }
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables })
  const network = await ReplicaNetwork.start(setup, [
    `CREATE TABLE cars (k TEXT PRIMARY KEY, v TEXT, note TEXT);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
     INSERT INTO cars (k, v) SELECT printf('k%02d', i), hex(randomblob(50000)) FROM n;
     UPDATE cars SET v = 'typed here' WHERE k = 'k40';`,
  ])
  const [store] = network.stores
  if (!store) throw new Error('a network without stores')
  await network.exportUp(store)
  const [first] = store.up.splice(0)
  if (first) await network.deliverUp(store, first)
  const [loaded] = await officeLines(network, 'SELECT count(*) FROM cars')
  assert.ok(Number(loaded) > 0 && Number(loaded) < 40, loaded)
  return { network, store }
}

for (const { what, edit } of [
  { what: 'of a row as it is', edit: '' },
  { what: 'of a row that was edited since', edit: `UPDATE cars SET v = 'typed later' WHERE k = 'k40'` },
])
  test(`what the office says ${what}, which the initial load has not come to, does not overwrite it`, async (t) => {
    const { network, store } = await halfLoaded()
    t.after(() => network.close())
    if (edit) store.shop.exec(edit)
    const typed = edit ? 'typed later' : 'typed here'
    await atOffice(network, `INSERT INTO cars (store_guid, k, v) VALUES ($1, 'k40', 'typed at the office')`, store.guid)
    await network.exportDown(store)
    for (const payload of store.down.splice(0)) await network.deliverDown(store, payload)
    assert.deepEqual(shopLines(store, `SELECT v FROM cars WHERE k = 'k40'`), [typed])
    await network.settle()
    assert.deepEqual(
      shopLines(store, `SELECT v FROM cars WHERE k = 'k40'`),
      await officeLines(network, `SELECT v FROM cars WHERE k = 'k40'`),
    )
    const [conflict] = await conflictsOf(network)
    assert.deepEqual([conflict?.officeValue, conflict?.storeValue], ['typed at the office', typed])
    assert.deepEqual(await officeLines(network, 'SELECT count(*) FROM cars'), ['40'])
  })

const K = `SELECT v FROM cars WHERE k = $k`
for (const { what, edit, ends, noted } of [
  { what: 'comes once all are loaded', edit: null, ends: 'typed at the office', noted: [] },
  {
    what: 'meets one that the shop enters meanwhile',
    edit: `INSERT INTO cars (k, v) VALUES ($k, 'typed here')`,
    ends: 'typed at the office',
    noted: ['typed here'],
  },
  {
    what: 'comes also where the shop enters one meanwhile and deletes it again',
    edit: `INSERT INTO cars (k, v) VALUES ($k, 'typed here'); DELETE FROM cars WHERE k = $k`,
    ends: 'typed at the office',
    noted: [],
  },
])
  for (const key of ['k395', 'k99'])
    test(`a new row of the office's, ${key}, whose key the initial load has not come to, ${what}`, async (t) => {
      const { network, store } = await halfLoaded()
      t.after(() => network.close())
      const own = (sql: string) => sql.replaceAll('$k', `'${key}'`)
      await atOffice(
        network,
        `INSERT INTO cars (store_guid, k, v) VALUES ($1, $2, 'typed at the office')`,
        store.guid,
        key,
      )
      await network.exportDown(store)
      for (const payload of store.down.splice(0)) await network.deliverDown(store, payload)
      assert.deepEqual(shopLines(store, own(K)), [])
      if (edit) store.shop.exec(own(edit))
      await network.settle()
      for (const lines of [shopLines(store, own(K)), await officeLines(network, own(K))])
        assert.deepEqual(lines, [ends])
      assert.deepEqual(await officeLines(network, 'SELECT count(*) FROM cars'), ['41'])
      assert.deepEqual(
        (await conflictsOf(network)).map(({ storeValue }) => storeValue),
        noted,
      )
      store.shop.exec(own('DELETE FROM cars WHERE k = $k'))
      await network.settle()
      assert.deepEqual(await officeLines(network, own(K)), [])
    })

for (const { at, what, edit, ends, parked } of [
  { at: 'typed here', what: 'of the same values', edit: null, ends: 'typed here', parked: 0 },
  {
    at: 'typed here',
    what: 'of the same values, which is deleted before',
    edit: 'DELETE',
    ends: 'typed here',
    parked: 0,
  },
  { at: 'of the office', what: 'of other values', edit: null, ends: 'typed here', parked: 1 },
  {
    at: 'of the office',
    what: 'of other values, which is deleted before',
    edit: 'DELETE',
    ends: 'of the office',
    parked: 0,
  },
])
  test(`a new row of the office's that the load has not come to meets one ${what}, kept back by the filter, once all are loaded`, async (t) => {
    const { network, store } = await halfLoaded('length(v) > 20')
    t.after(() => network.close())
    await atOffice(network, `INSERT INTO cars (store_guid, k, v) VALUES ($1, 'k40', $2)`, store.guid, at)
    await network.exportDown(store)
    for (const payload of store.down.splice(0)) await network.deliverDown(store, payload)
    if (edit) store.shop.exec(`DELETE FROM cars WHERE k = 'k40'`)
    await network.settle()
    const own = `SELECT v FROM cars WHERE k = 'k40'`
    assert.deepEqual(shopLines(store, own), [ends])
    assert.deepEqual(await officeLines(network, own), [at])
    assert.equal((await listParked(store.replica.database, 100)).rows.length, parked)
    store.shop.exec(`DELETE FROM cars WHERE k = 'k40'`)
    await network.settle()
    assert.deepEqual(await officeLines(network, own), parked ? [at] : [])
    assert.deepEqual(shopLines(store, own), parked ? [at] : [])
  })

test('a row that is deleted before the load of its table ends, and entered again while others are still loaded, is a new one', async (t) => {
  const tables = { cars: { sharing: 'store' }, pictures: { sharing: 'store' } }
  const network = await ReplicaNetwork.start(ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables }), [
    `CREATE TABLE cars (k TEXT PRIMARY KEY, v TEXT); INSERT INTO cars VALUES ('k1', 'one'), ('k2', 'two');
      CREATE TABLE pictures (k INTEGER PRIMARY KEY, v TEXT);
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
      INSERT INTO pictures SELECT i, hex(randomblob(50000)) FROM n;`,
  ])
  t.after(() => network.close())
  const [store] = network.stores
  if (!store) throw new Error('a network without stores')
  store.shop.exec(`DELETE FROM cars WHERE k = 'k2'`)
  await network.exportUp(store)
  store.shop.exec(`INSERT INTO cars VALUES ('k2', 'again')`)
  await network.settle()
  for (const lines of [shopLines(store, 'SELECT v FROM cars'), await officeLines(network, 'SELECT v FROM cars')])
    assert.deepEqual(lines, ['one', 'again'])
  assert.deepEqual(await conflictsOf(network), [])
})

test('what the office says of a row that goes with a piece of the load comes also where that was never sealed, and the row is deleted', async (t) => {
  const { network, store } = await halfLoaded()
  t.after(() => network.close())
  await atOffice(network, `INSERT INTO cars (store_guid, k, v) VALUES ($1, 'k40', 'typed at the office')`, store.guid)
  await network.exportDown(store)
  for (const payload of store.down.splice(0)) await network.deliverDown(store, payload)
  while (await network.exportUp(store));
  store.up.splice(0)
  assert.notDeepEqual(await store.replica.takeBackUnsealed(), [])
  store.shop.exec(`DELETE FROM cars WHERE k = 'k40'`)
  await network.settle()
  for (const lines of [
    shopLines(store, `SELECT v FROM cars WHERE k = 'k40'`),
    await officeLines(network, `SELECT v FROM cars WHERE k = 'k40'`),
  ])
    assert.deepEqual(lines, ['typed at the office'])
})

/**
 * All pieces have left, and the shop may have typed into the last row, and told of it; the office, which has applied the first alone, enters
 * that row itself, and the store hears of it.
 */
async function underWay({ note, told }: { note: boolean; told: boolean }) {
  const half = await halfLoaded()
  const { network, store } = half
  while (await network.exportUp(store));
  if (note) store.shop.exec(`UPDATE cars SET note = 'sold' WHERE k = 'k40'`)
  if (told) await network.exportUp(store)
  await atOffice(network, `INSERT INTO cars (store_guid, k, v) VALUES ($1, 'k40', 'typed at the office')`, store.guid)
  await network.exportDown(store)
  for (const payload of store.down.splice(0)) await network.deliverDown(store, payload)
  assert.deepEqual(shopLines(store, K40), ['typed here'])
  return half
}
const K40 = `SELECT v FROM cars WHERE k = 'k40'`

/** The office takes what is under way: it judges the two, and what loses is kept. */
async function isJudged(network: ReplicaNetwork, store: TestStore): Promise<void> {
  for (const payload of store.up.splice(0)) await network.deliverUp(store, payload)
  await network.settle()
  for (const lines of [shopLines(store, K40), await officeLines(network, K40)])
    assert.deepEqual(lines, ['typed at the office'])
  const noted = (await conflictsOf(network)).map(({ officeValue, storeValue }) => [officeValue, storeValue])
  assert.deepEqual(noted, [['typed at the office', 'typed here']])
}

/** The table begins anew, so that the office leaves alone what is under way: it is not lost. */
async function beginsAnew(network: ReplicaNetwork, store: TestStore): Promise<void> {
  const before = await network.office.setup()
  const cars = { sharing: 'shared', rule: 'office' }
  await network.office.saveSetup(ReplicaSetup.parse({ ...before, tables: { cars } }))
  for (const payload of store.up.splice(0)) await network.deliverUp(store, payload)
  for (let visit = 1; visit <= 3; visit++) await network.visit(store)
  for (const lines of [shopLines(store, K40), await officeLines(network, K40)]) assert.deepEqual(lines, ['typed here'])
}

for (const { when, note, told } of [
  { when: '', note: false, told: false },
  { when: ', and has been edited since', note: true, told: false },
  { when: ', and has been edited since, which is under way as well', note: true, told: true },
]) {
  test(`what the office says of a row that is under way to it with a piece of the load${when} waits for its judgement of that row`, async (t) => {
    const { network, store } = await underWay({ note, told })
    t.after(() => network.close())
    await isJudged(network, store)
    assert.deepEqual(await officeLines(network, `SELECT note FROM cars WHERE k = 'k40'`), [note ? 'sold' : 'null'])
    assert.deepEqual(shopLines(store, 'SELECT count(*) FROM central_office_sent_1'), ['0'])
  })

  test(`a row that is under way with a piece of the load${when} is not lost where the office, whose table has begun anew, leaves it alone`, async (t) => {
    const { network, store } = await underWay({ note, told })
    t.after(() => network.close())
    await beginsAnew(network, store)
  })
}

/** The shop's program has made the table anew and typed into it; all rows are on their way to be compared, when the office types into one. */
async function comparedAgain(t: TestContext) {
  const tables = { cars: { sharing: 'store' } }
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables })
  const schema = 'CREATE TABLE cars (k TEXT PRIMARY KEY, v TEXT);'
  const filled = `INSERT INTO cars VALUES ('k40', 'bought'), ('k41', 'bought')`
  const network = await ReplicaNetwork.start(setup, [`${schema} ${filled}`])
  t.after(() => network.close())
  const [store] = network.stores
  if (!store) throw new Error('a network without stores')
  await network.settle()
  store.shop.exec(`DROP TABLE cars; ${schema} INSERT INTO cars VALUES ('k40', 'typed here'), ('k41', 'bought')`)
  const { database } = store.replica
  await database.transaction(() => switchCaptureOn(database, setup, ['cars'], Date.now()))
  while (await network.exportUp(store));
  await atOffice(network, `UPDATE cars SET v = 'typed at the office' WHERE k = 'k40'`)
  await network.exportDown(store)
  for (const payload of store.down.splice(0)) await network.deliverDown(store, payload)
  assert.deepEqual(shopLines(store, K40), ['typed here'])
  return { network, store }
}

test('the same where the rows of a table that was made anew are under way, to be compared', async (t) => {
  const { network, store } = await comparedAgain(t)
  await isJudged(network, store)
})

test('and where the office leaves these alone', async (t) => {
  const { network, store } = await comparedAgain(t)
  await beginsAnew(network, store)
})
