import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { readLink } from '../../src/transmission/store-links.ts'
import { ReplicaNetwork } from './replica-network.ts'

const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'store' }, tables: {} })

test('while an initial load is under way, both sides tell how far it is', async (t) => {
  const schema =
    'CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1), (2)'
  const network = await ReplicaNetwork.start(setup, [schema])
  t.after(() => network.close())
  const [store] = network.stores
  assert.ok(store)
  const { office } = network
  const received = async () => (await readLink(office.database, store.guid)).loadRows
  assert.deepEqual([await received(), await store.replica.loadedTables()], [null, { done: 0, all: 2 }])
  await network.exportUp(store)
  assert.deepEqual(await store.replica.loadedTables(), { done: 2, all: 2 })
  for (const payload of store.up) await network.deliverUp(store, payload)
  assert.equal(await received(), 2)
  await office.noteLoaded(store.guid)
  assert.equal(await received(), null)
})
