import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isPerStore, ReplicaSetup, setupOf } from '../../src/model/replica-setup.ts'
import { atOffice, officeLines, shopLines } from '../merge/small-network.ts'
import { ReplicaNetwork, type TestStore } from './replica-network.ts'

const schema =
  'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER, b INTEGER); CREATE TABLE other (k TEXT PRIMARY KEY);'

const setups = fc.record({
  do: fc.constant('setup' as const),
  table: fc.oneof(
    fc.record({ sharing: fc.constantFrom('none', 'shared', 'office') }),
    fc.record({
      sharing: fc.constantFrom('store', 'lookup'),
      filter: fc.constantFrom(undefined, 'a > 2', 'b IS NOT NULL'),
    }),
  ),
  leftOut: fc.boolean(),
})
const edits = fc.record({
  do: fc.constantFrom('insert' as const, 'update' as const, 'delete' as const),
  where: fc.nat(2),
  k: fc.constantFrom('x', 'y', 'z'),
  n: fc.nat(4),
})
const moves = fc.record({ do: fc.constantFrom('visit' as const, 'up' as const, 'down' as const), where: fc.nat(1) })
const step = fc.oneof(
  { weight: 1, arbitrary: setups },
  { weight: 4, arbitrary: edits },
  { weight: 3, arbitrary: moves },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const RUNS = Number(process.env.SETUP_RUNS ?? 8)

test('random changes of the setup between random edits: once all have visited, all agree on every replicated row', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const setup = ReplicaSetup.parse({
        version: 1,
        default: { sharing: 'none' },
        tables: { things: { sharing: 'store' }, other: { sharing: 'store' } },
      })
      const network = await ReplicaNetwork.start(setup, [schema, schema])
      try {
        for (const one of steps) await take(network, one)
        // Columns that are left out are not replicated: the last setup lets all of them in.
        const last = await network.office.setup()
        const things = { ...setupOf(last, 'things'), columns: {} }
        await network.office.saveSetup(ReplicaSetup.parse({ ...last, tables: { ...last.tables, things } }))
        for (let round = 0; round < 7; round++) for (const store of network.stores) await network.visit(store)
        await agree(network)
      } finally {
        await network.close()
      }
    }),
    { numRuns: RUNS },
  )
})

async function take(network: ReplicaNetwork, step: Step): Promise<void> {
  if (step.do === 'setup') {
    const before = await network.office.setup()
    // The filter's columns are never the ones that are left out.
    const columns = step.leftOut && !('filter' in step.table && step.table.filter) ? { b: { transmit: false } } : {}
    const things = JSON.parse(JSON.stringify({ ...step.table, columns }))
    await network.office.saveSetup(ReplicaSetup.parse({ ...before, tables: { ...before.tables, things } }))
  } else if ('k' in step) await edit(network, step)
  else {
    const store = network.stores[step.where] as TestStore
    if (step.do === 'visit') await network.visit(store)
    if (step.do === 'up') await network.exportUp(store)
    if (step.do === 'down') await network.exportDown(store)
  }
}

async function edit(network: ReplicaNetwork, { do: what, where, k, n }: Extract<Step, { k: string }>): Promise<void> {
  const store = network.stores[where]
  // A column that is left out from the first is not at the office, so that nothing is typed into it there.
  const column = n % 2 || !store ? 'a' : 'b'
  const sql = {
    insert: `INSERT INTO things (k, ${column}) VALUES ('${k}', ${n}) ON CONFLICT DO NOTHING`,
    update: `UPDATE things SET ${column} = ${n + 10 * where} WHERE k = '${k}'`,
    delete: `DELETE FROM things WHERE k = '${k}'`,
  }[what]
  if (store) store.shop.exec(sql)
  else {
    // At the office: rows that stores own are edited in place, and only what no filter looks at.
    const { sharing, filter } = setupOf(await network.office.setup(), 'things')
    const there = (await network.officeRows(`SELECT 1 FROM sqlite_schema WHERE name = 'things'`)).length > 0
    if (there && sharing !== 'none' && !filter && (what !== 'insert' || !isPerStore(sharing)))
      await atOffice(network, sql)
  }
}

async function agree(network: ReplicaNetwork): Promise<void> {
  const { sharing, filter = 'TRUE' } = setupOf(await network.office.setup(), 'things')
  if (sharing === 'none') return
  const there = (await network.officeRows(`SELECT 1 FROM sqlite_schema WHERE name = 'things'`)).length > 0
  const office = (where: string) => officeLines(network, `SELECT k, a, b FROM things WHERE ${where} ORDER BY k`)
  for (const store of network.stores) {
    const own = shopLines(store, `SELECT k, a, b FROM things WHERE ${filter} ORDER BY k`)
    if (!there) assert.deepEqual(own, [])
    else assert.deepEqual(await office(isPerStore(sharing) ? `store_guid = '${store.guid}'` : 'TRUE'), own)
    if (sharing !== 'lookup') continue
    assert.deepEqual(
      shopLines(store, 'SELECT store_guid, k, a, b FROM things__all_stores ORDER BY store_guid, k'),
      await officeLines(
        network,
        `SELECT store_guid, k, a, b FROM things WHERE store_guid <> '${store.guid}' ORDER BY store_guid, k`,
      ),
    )
  }
}
