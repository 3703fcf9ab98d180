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
