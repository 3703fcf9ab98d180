import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConflictRule, Sharing } from '../../src/model/replica-setup.ts'
import { conflictsOf, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'
import type { ReplicaNetwork } from '../transmission/replica-network.ts'
import { begin, compare, comparisonWith, damageOffice, damageShop, differences } from './verified-network.ts'

const SCHEMA = 'CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT, price INTEGER);'
const FILLED = `INSERT INTO parts VALUES ('a', 'Axle', 1), ('b', 'Belt', 2), ('c', 'Clip', 3), ('d', 'Disc', 4);`
const SHOWN = 'SELECT code, name, price FROM parts ORDER BY code'

const SETTLED: Record<Exclude<Sharing, 'none'>, ConflictRule[]> = {
  store: ['office', 'store', 'newest', 'ask'],
  shared: ['office', 'store', 'newest', 'ask'],
  office: ['newest', 'store'],
  lookup: ['office', 'store'],
}

const lost = async (network: ReplicaNetwork): Promise<string[]> =>
  (await conflictsOf(network))
    .map(
      ({ rowKey, column, officeValue, storeValue, outcome }) =>
        `${rowKey} ${column} ${officeValue} ${storeValue} ${outcome}`,
    )
    .toSorted()

for (const [sharing, rules] of Object.entries(SETTLED) as [Exclude<Sharing, 'none'>, ConflictRule[]][])
  for (const rule of rules)
    test(`settled by the rules, nothing lost: ${sharing}, ${rule}`, async (t) => {
      const { network, first, second } = await smallNetwork(t, {
        schema: SCHEMA,
        tables: { parts: { sharing, rule } },
        filled: FILLED,
      })
      damageShop(
        first,
        `UPDATE parts SET price = 10 WHERE code = 'a'; DELETE FROM parts WHERE code = 'b'; INSERT INTO parts VALUES ('e', 'Edge', 5)`,
      )
      await damageOffice(
        network,
        `UPDATE parts SET name = 'Clasp' WHERE code = 'c'; DELETE FROM parts WHERE code = 'd'`,
      )
      if (sharing === 'shared' || sharing === 'office')
        damageShop(second, `UPDATE parts SET name = 'Clasp' WHERE code = 'c'; DELETE FROM parts WHERE code = 'd'`)

      await begin(network, first, true)
      await network.settle()
      for (let visit = 0; visit < 4; visit++) await network.visit(first)
      await network.settle()

      assert.equal((await comparisonWith(network, first)).state, 'done')
      assert.ok((await differences(network, first)).every(({ sent }) => sent))
      const storeWins = rule === 'store' && sharing !== 'office'
      const takesNew = sharing !== 'office'
      const outcome = [
        `a Axle ${storeWins ? 10 : 1}`,
        'b Belt 2',
        `c ${storeWins ? 'Clip' : 'Clasp'} 3`,
        ...(takesNew ? ['d Disc 4', 'e Edge 5'] : []),
      ]
      assert.deepEqual(shopLines(first, SHOWN), outcome)
      assert.deepEqual(await officeLines(network, SHOWN), outcome)
      if (sharing === 'shared' || sharing === 'office') assert.deepEqual(shopLines(second, SHOWN), outcome)
      const how = rule === 'ask' ? 'open' : storeWins ? 'store' : 'office'
      assert.deepEqual(await lost(network), [
        `'a' price 1 10 ${how}`,
        `'c' name Clasp Clip ${how}`,
        ...(takesNew
          ? []
          : [
              `'d' name null Disc office`,
              `'d' price null 4 office`,
              `'e' name null Edge office`,
              `'e' price null 5 office`,
            ]),
      ])
      assert.deepEqual(await compare(network, first), [])
      if (sharing === 'shared' || sharing === 'office') assert.deepEqual(await compare(network, second), [])
    })

test('a row that is edited at the store while it is to be settled goes its usual way', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { parts: { sharing: 'shared' } },
    filled: FILLED,
  })
  damageShop(first, `UPDATE parts SET price = 10 WHERE code = 'a'; UPDATE parts SET price = 20 WHERE code = 'b'`)
  await begin(network, first, true)
  await network.visit(first)
  await network.visit(first)
  first.shop.exec(`UPDATE parts SET price = 11 WHERE code = 'a'; DELETE FROM parts WHERE code = 'b'`)
  await network.settle()
  await network.visit(first)
  await network.settle()
  assert.deepEqual(shopLines(first, SHOWN), await officeLines(network, SHOWN))
  assert.deepEqual(await compare(network, first), [])
})

test('without --repair nothing changes anywhere', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: SCHEMA,
    tables: { parts: { sharing: 'shared' } },
    filled: FILLED,
    stores: 1,
  })
  damageShop(first, 'UPDATE parts SET price = 0')
  assert.equal((await compare(network, first)).length, 4)
  await network.settle()
  assert.deepEqual(shopLines(first, SHOWN), ['a Axle 0', 'b Belt 0', 'c Clip 0', 'd Disc 0'])
  assert.deepEqual(await officeLines(network, SHOWN), ['a Axle 1', 'b Belt 2', 'c Clip 3', 'd Disc 4'])
})
