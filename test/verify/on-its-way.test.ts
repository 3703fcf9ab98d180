import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { smallNetwork } from '../merge/small-network.ts'
import type { ReplicaNetwork, TestStore } from '../transmission/replica-network.ts'
import { begin, compare, comparisonWith, damageShop, differences, found } from './verified-network.ts'

const SCHEMA = `
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
  CREATE TABLE parts (code TEXT PRIMARY KEY, price INTEGER);
  CREATE TABLE prices (code TEXT PRIMARY KEY, price INTEGER);
  CREATE TABLE stock (code TEXT PRIMARY KEY, count INTEGER);`
const TABLES = {
  orders: { sharing: 'store' },
  parts: { sharing: 'shared', rule: 'newest' },
  prices: { sharing: 'office' },
  stock: { sharing: 'lookup', rule: 'store' },
} as const
const FILLED = `
  INSERT INTO orders VALUES (1, 1), (2, 2), (3, 3); INSERT INTO prices VALUES ('a', 1), ('b', 2);
  INSERT INTO parts VALUES ('a', 1), ('b', 2); INSERT INTO stock VALUES ('a', 1), ('b', 2);`

test('edits on their way in either direction are no differences, and damage beside them is', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: SCHEMA, tables: TABLES, filled: FILLED })
  let n = 10
  const everybodyWrites = async () => {
    n++
    first.shop.exec(
      `UPDATE parts SET price = ${n} WHERE code = 'a'; INSERT INTO orders VALUES (${n}, 0); DELETE FROM orders WHERE id = ${n - 3}`,
    )
    second.shop.exec(`UPDATE parts SET price = -${n} WHERE code = 'a'; INSERT OR REPLACE INTO parts VALUES ('c', ${n})`)
    await network.office.database.run(`UPDATE prices SET price = ${n} WHERE code = 'a'`)
    await network.exportUp(second)
    for (const payload of second.up.splice(0)) await network.deliverUp(second, payload)
  }
  assert.deepEqual(await compare(network, first, everybodyWrites), [])
  damageShop(first, `UPDATE prices SET price = 99 WHERE code = 'b'`)
  assert.deepEqual(await compare(network, first, everybodyWrites), [`prices 'b': differs`])
})

test('a row that the store has parked is named as parked, and no repair is asked for it', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: 'CREATE TABLE parts (code TEXT PRIMARY KEY, price INTEGER);',
    tables: { parts: { sharing: 'shared' } },
    filled: `INSERT INTO parts VALUES ('a', 1);`,
  })
  second.shop.exec(
    `CREATE TRIGGER refuses BEFORE INSERT ON parts WHEN NEW.price < 0 BEGIN SELECT RAISE(ABORT, 'no'); END`,
  )
  first.shop.exec(`INSERT INTO parts VALUES ('b', -1)`)
  await network.settle()
  assert.equal(await second.replica.parkedRows(), 1)
  assert.deepEqual(await compare(network, second), [`parts 'b': parked at store`])
  // Removed at the office, and still needed at the store.
  first.shop.exec(`INSERT INTO parts VALUES ('c', 1)`)
  second.shop.exec(`CREATE TRIGGER keeps BEFORE DELETE ON parts BEGIN SELECT RAISE(ABORT, 'no'); END`)
  await network.settle()
  first.shop.exec(`DELETE FROM parts WHERE code = 'c'`)
  await network.settle()
  assert.deepEqual(await compare(network, second), [`parts 'b': parked at store`, `parts 'c': parked at store`])
  await begin(network, second, true)
  for (let visit = 0; visit < 4; visit++) await network.visit(second)
  assert.ok((await differences(network, second)).every(({ sent }) => !sent))
  assert.deepEqual(await compare(network, first), [])
})

/** One thing that happens somewhere in the network. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      where: fc.nat(2),
      table: fc.nat(3),
      row: fc.nat(4),
      value: fc.integer({ min: -1, max: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom(...(['makeUp', 'makeDown', 'bringUp', 'bringDown', 'allUp', 'allDown'] as const)),
      store: fc.nat(1),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const NAMES = ['orders', 'parts', 'prices', 'stock'] as const

async function play(network: ReplicaNetwork, stores: TestStore[], one: Step): Promise<void> {
  if (one.kind === 'edit') {
    const table = NAMES[one.table] ?? 'orders'
    const [key, value] =
      table === 'orders' ? ['id', 'total'] : table === 'stock' ? ['code', 'count'] : ['code', 'price']
    const row = table === 'orders' ? String(one.row) : `'${'abcde'[one.row]}'`
    const shop = stores[one.where]?.shop
    if (shop && one.value < 0) shop.exec(`DELETE FROM ${table} WHERE ${key} = ${row}`)
    else if (shop)
      shop.exec(
        `INSERT INTO ${table} VALUES (${row}, ${one.value}) ON CONFLICT DO UPDATE SET ${value} = excluded.${value}`,
      )
    else if (one.value < 0) await network.office.database.run(`DELETE FROM ${table} WHERE ${key} = ${row}`)
    else await network.office.database.run(`UPDATE ${table} SET ${value} = ${one.value} WHERE ${key} = ${row}`)
    return
  }
  const store = stores[one.store] as TestStore
  if (one.kind === 'makeUp' || one.kind === 'allUp') await network.exportUp(store)
  if (one.kind === 'makeDown' || one.kind === 'allDown') await network.exportDown(store)
  const up = one.kind === 'allUp' ? store.up.length : one.kind === 'bringUp' ? 1 : 0
  const down = one.kind === 'allDown' ? store.down.length : one.kind === 'bringDown' ? 1 : 0
  for (const payload of store.up.splice(0, up)) await network.deliverUp(store, payload)
  for (const payload of store.down.splice(0, down)) await network.deliverDown(store, payload)
}

test('whatever is edited while replicas are compared, nothing is ever reported to differ', async (t) => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const { network, stores } = await smallNetwork(t, { schema: SCHEMA, tables: TABLES, filled: FILLED })
      for (const store of stores) await begin(network, store)
      for (const one of steps) {
        await play(network, stores, one)
        for (const store of stores) {
          assert.deepEqual(await found(network, store), [])
          if ((await comparisonWith(network, store)).state !== 'done') continue
          compared++
          await begin(network, store)
        }
      }
    }),
    { numRuns: Number(process.env.VERIFY_RUNS ?? 8) },
  )
  t.diagnostic(`${compared} comparisons came to their end`)
  assert.ok(compared > 0, 'no comparison came to its end')
})
