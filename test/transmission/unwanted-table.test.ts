import assert from 'node:assert/strict'
import { test } from 'node:test'
import { initialReplicaSetup, ReplicaSetup } from '../../src/model/replica-setup.ts'
import { ReplicaNetwork, type TestStore } from '../transmission/replica-network.ts'

test('rows of a table that the office does not want are left alone, and the rest of the payload is taken', async () => {
  const schema = 'CREATE TABLE wanted (k TEXT PRIMARY KEY); CREATE TABLE private (k TEXT PRIMARY KEY)'
  const network = await ReplicaNetwork.start(initialReplicaSetup(), [schema])
  try {
    const store = network.stores[0] as TestStore
    store.shop.exec(`INSERT INTO wanted VALUES ('w'); INSERT INTO private VALUES ('p')`)
    await network.office.saveSetup(
      ReplicaSetup.parse({ ...initialReplicaSetup(), version: 2, tables: { private: { sharing: 'none' } } }),
    )
    await network.settle()
    assert.deepEqual(
      (await network.officeRows('SELECT k FROM wanted')).map(({ k }) => k),
      ['w'],
    )
    assert.deepEqual(await network.officeRows(`SELECT 1 FROM sqlite_schema WHERE name = 'private'`), [])
    assert.equal((await store.replica.state()).setup.version, 2, 'the store has the setup now')
    store.shop.exec(`INSERT INTO private VALUES ('q'); INSERT INTO wanted VALUES ('x')`)
    await network.settle()
    assert.equal((await network.officeRows('SELECT k FROM wanted')).length, 2)
  } finally {
    await network.close()
  }
})

test('a table that comes after one that the office has forgotten is a table of its own, also within one process', async () => {
  const wanted = (sharing: 'store' | 'none', version: number) =>
    ReplicaSetup.parse({ version, default: { sharing: 'store' }, tables: { first: { sharing } } })
  const network = await ReplicaNetwork.start(wanted('store', 1), [
    'CREATE TABLE first (k TEXT, n INTEGER, PRIMARY KEY (k, n))',
  ])
  try {
    const store = network.stores[0] as TestStore
    await network.settle()
    await network.office.saveSetup(wanted('none', 2))
    store.shop.exec('CREATE TABLE second (id INTEGER PRIMARY KEY)')
    await network.settle()
    store.shop.exec('INSERT INTO second VALUES (1)')
    await network.settle()
    await network.office.database.run('DELETE FROM second')
    await network.settle()
    assert.equal(store.shop.prepare('SELECT count(*) AS n FROM second').get()?.n, 0)
  } finally {
    await network.close()
  }
})
