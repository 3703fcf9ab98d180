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
