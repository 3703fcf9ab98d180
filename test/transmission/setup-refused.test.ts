import assert from 'node:assert/strict'
import { test } from 'node:test'
import { officeLines, smallNetwork } from '../merge/small-network.ts'
import type { ReplicaNetwork, TestStore } from './replica-network.ts'

const present = { version: 1, default: { sharing: 'none' }, tables: { parts: { sharing: 'store' } } }

const unusable: [string, unknown, RegExp][] = [
  ['is empty', {}, /cannot be read/],
  ['is an empty list of tables', { ...present, version: 2, tables: {} }, /is empty/],
  [
    'is damaged',
    { ...present, version: 2, tables: { parts: { sharing: 'everyone' } } },
    /cannot be read at tables, parts/,
  ],
  ['is no setup at all', 'setup', /cannot be read/],
  ['is older than the present one', { ...present, version: 0 }, /cannot be read at version|older/],
  ['has members this program does not know', { ...present, version: 2, since2031: true }, /does not know.*since2031/],
  [
    'has another content under the same version',
    { ...present, tables: { parts: { sharing: 'shared' } } },
    /something else/,
  ],
]

for (const [what, setup, why] of unusable)
  test(`a setup that ${what} is refused whole: the rows with it are taken, and capture goes on by the old one`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema: 'CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT);',
      tables: { parts: { sharing: 'store' } },
      stores: 1,
      filled: `INSERT INTO parts VALUES ('a', 'one')`,
    })
    await network.office.database.run(`UPDATE parts SET name = 'ONE'`)
    assert.match(String(await deliver(network, first, setup)), why)
    const { setup: kept, setupRefused } = await first.replica.state()
    assert.equal(kept.version, 1)
    assert.match(String(setupRefused), why)
    assert.equal(first.shop.prepare('SELECT name FROM parts').get()?.name, 'ONE')
    first.shop.exec(`INSERT INTO parts VALUES ('b', 'two')`)
    await network.visit(first)
    assert.deepEqual(await officeLines(network, 'SELECT code, name FROM parts'), ['a ONE', 'b two'])
  })

test('an older setup does not undo a newer one, and the next good one is taken', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT);',
    tables: { parts: { sharing: 'store' } },
    stores: 1,
  })
  const setup = await network.office.setup()
  await network.office.saveSetup(setup)
  await network.visit(first)
  assert.equal((await first.replica.state()).setup.version, 2)
  assert.match(String(await deliver(network, first, setup)), /older/)
  await network.office.saveSetup(setup)
  await network.visit(first)
  await network.visit(first)
  const { setup: taken, setupRefused } = await first.replica.state()
  assert.deepEqual([taken.version, setupRefused], [3, null])
})

/** The next payload of the office, with another setup in it. Returns why it was refused. */
async function deliver(network: ReplicaNetwork, store: TestStore, setup: unknown): Promise<string | null> {
  await network.office.database.run(`UPDATE central_office_stores SET owes = 1`)
  await network.exportDown(store)
  const [payload] = store.down.splice(0)
  assert.ok(payload)
  const contents = { format: 2 as const, schema: null, definitions: null, tables: [] }
  const carried =
    payload.file === null ? contents : (await import('../../src/payload/contents.ts')).readContents(payload.file)
  const applied = await store.replica.apply(payload.part, payload.file, { ...carried, replicaSetup: setup } as never)
  return applied.setupRefused
}
