import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { ReplicaNetwork, shopRows, type TestStore } from '../transmission/replica-network.ts'

const SCHEMA = 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER, b INTEGER)'
const setup = ReplicaSetup.parse({ version: 1, default: { sharing: 'shared', rule: 'store' }, tables: {} })

/** A row that everybody has, changed at the store, then at the office, whose change arrives while the store's is pending. */
async function withSetAside(work: (network: ReplicaNetwork, store: TestStore) => Promise<void>): Promise<void> {
  const network = await ReplicaNetwork.start(setup, [SCHEMA, SCHEMA])
  try {
    const store = network.stores[0] as TestStore
    store.shop.exec(`INSERT INTO things VALUES ('k', 1, 1)`)
    await network.settle()
    store.shop.exec(`UPDATE things SET a = 2`)
    await network.office.database.run(`UPDATE things SET a = 5`)
    await network.exportDown(store)
    for (const payload of store.down) await network.deliverDown(store, payload)
    store.down = []
    assert.deepEqual(shopRows(store, 'SELECT a FROM things')[0]?.a, 2n, 'the pending edit is not overwritten')
    await work(network, store)
  } finally {
    await network.close()
  }
}

const everywhere = async (network: ReplicaNetwork) => [
  (await network.officeRows('SELECT a FROM things')).map(({ a }) => a),
  ...network.stores.map((store) => shopRows(store, 'SELECT a FROM things').map(({ a }) => a)),
]

test('a value set aside for an edit that is then undone is asked for again and arrives', () =>
  withSetAside(async (network, store) => {
    store.shop.exec('UPDATE things SET a = 1')
    await network.settle()
    assert.deepEqual(await everywhere(network), [[5n], [5n], [5n]])
  }))

test('a value set aside for an edit that stands is judged at the office, and the loser is kept', () =>
  withSetAside(async (network) => {
    await network.settle()
    assert.deepEqual(await everywhere(network), [[2n], [2n], [2n]])
    const [conflict] = await network.officeRows('SELECT base, office_value, store_value FROM central_office_conflicts')
    assert.deepEqual({ ...conflict }, { base: 1n, office_value: 5n, store_value: 2n })
  }))

test('a deletion that is undone while the office changed the row takes the office row', () =>
  withSetAside(async (network, store) => {
    store.shop.exec(`DELETE FROM things; INSERT INTO things VALUES ('k', 1, 1)`)
    await network.settle()
    assert.deepEqual(await everywhere(network), [[5n], [5n], [5n]])
  }))

test('what was set aside for an edit that a payload had no room for is asked for with it, though that payload was taken back', () =>
  withSetAside(async (network, store) => {
    store.shop.exec(`INSERT INTO things VALUES ('a', 7, 7)`)
    store.shop.exec(`UPDATE things SET a = 1 WHERE k = 'k'`)
    const made = await store.replica.export(network.nextFile(), 1)
    assert.equal(made?.rows, 1, 'the new row alone')
    assert.deepEqual(await store.replica.takeBackUnsealed(), [made.part.number])
    await network.settle()
    assert.deepEqual(
      (await everywhere(network)).map((values) => values.toSorted()),
      [
        [5n, 7n],
        [5n, 7n],
        [5n, 7n],
      ],
    )
  }))
