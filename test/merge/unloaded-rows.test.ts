import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { ReplicaNetwork } from '../transmission/replica-network.ts'
import { atOffice, conflictsOf, officeLines, shopLines } from './small-network.ts'

/** The first piece of the load has come to the office; the last row has not. */
async function halfLoaded() {
  const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'none' }, tables: { cars: { sharing: 'store' } } })
  const network = await ReplicaNetwork.start(setup, [
    `CREATE TABLE cars (k TEXT PRIMARY KEY, v TEXT);
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
     INSERT INTO cars SELECT printf('k%02d', i), hex(randomblob(50000)) FROM n;
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
    await atOffice(network, `INSERT INTO cars VALUES ($1, 'k40', 'typed at the office')`, store.guid)
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
    edit: `INSERT INTO cars VALUES ($k, 'typed here')`,
    ends: 'typed at the office',
    noted: ['typed here'],
  },
  {
    what: 'comes also where the shop enters one meanwhile and deletes it again',
    edit: `INSERT INTO cars VALUES ($k, 'typed here'); DELETE FROM cars WHERE k = $k`,
    ends: 'typed at the office',
    noted: [],
  },
])
  for (const key of ['k395', 'k99'])
    test(`a new row of the office's, ${key}, whose key the initial load has not come to, ${what}`, async (t) => {
      const { network, store } = await halfLoaded()
      t.after(() => network.close())
      const own = (sql: string) => sql.replaceAll('$k', `'${key}'`)
      await atOffice(network, `INSERT INTO cars VALUES ($1, $2, 'typed at the office')`, store.guid, key)
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
  await atOffice(network, `INSERT INTO cars VALUES ($1, 'k40', 'typed at the office')`, store.guid)
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
