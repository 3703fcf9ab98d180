import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup, type TableSetup } from '../../src/model/replica-setup.ts'
import { readSetAside } from '../../src/transmission/set-aside.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from '../merge/small-network.ts'
import type { ReplicaNetwork } from './replica-network.ts'

const schema =
  'CREATE TABLE parts (code TEXT PRIMARY KEY, name TEXT, price INTEGER); CREATE TABLE other (k TEXT PRIMARY KEY);'
const other = { sharing: 'store' } as const
const parts = 'SELECT * FROM parts ORDER BY code'
const officeParts = 'SELECT * FROM parts'

/** A setup that travels moves no row, so the rounds are counted. */
async function visitAll(network: ReplicaNetwork, rounds = 4): Promise<void> {
  for (let round = 0; round < rounds; round++) for (const store of network.stores) await network.visit(store)
}

type Changed = Partial<TableSetup> & Pick<TableSetup, 'sharing'>

async function change(network: ReplicaNetwork, table: Changed): Promise<ReplicaSetup> {
  const before = await network.office.setup()
  return network.office.saveSetup(ReplicaSetup.parse({ ...before, tables: { ...before.tables, parts: table } }))
}

test('a table switched on in operation is captured and loaded at every store', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema, tables: { other, parts: { sharing: 'none' } } })
  first.shop.exec(`INSERT INTO parts VALUES ('a', 'one', 1)`)
  second.shop.exec(`INSERT INTO parts VALUES ('b', 'two', 2)`)
  await visitAll(network)
  await change(network, { sharing: 'shared' })
  await visitAll(network)
  for (const store of [first, second]) assert.deepEqual(shopLines(store, parts), ['a one 1', 'b two 2'])
  assert.deepEqual(await officeLines(network, officeParts), ['a one 1', 'b two 2'])
})

test('a table switched off leaves nothing behind at the store and its rows at the office; taken up again it is loaded again', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema,
    tables: { other, parts: { sharing: 'store' } },
    stores: 1,
    filled: `INSERT INTO parts VALUES ('a', 'one', 1), ('b', 'two', 2)`,
  })
  await change(network, { sharing: 'none' })
  await visitAll(network)
  const left = `SELECT name FROM sqlite_schema WHERE sql LIKE '%parts%' AND name <> 'parts' OR name GLOB 'central_office_*_2'`
  assert.deepEqual(shopLines(first, left), [])
  first.shop.exec(`UPDATE parts SET price = 10 WHERE code = 'a'; DELETE FROM parts WHERE code = 'b'`)
  await visitAll(network)
  assert.equal((await officeLines(network, officeParts)).length, 2, 'kept as they were')
  assert.deepEqual(
    (await readSetAside(network.office.database)).map(({ keptAs }) => keptAs),
    ['parts'],
  )

  await change(network, { sharing: 'store' })
  await visitAll(network)
  assert.deepEqual(await officeLines(network, officeParts), [`${first.guid} a one 10`])
  const [kept] = await readSetAside(network.office.database)
  assert.equal(kept?.keptAs, 'parts__until_setup_2')
  assert.equal((await officeLines(network, `SELECT * FROM "${kept.keptAs}"`)).length, 2)
  first.shop.exec(`UPDATE parts SET price = 11`)
  await atOffice(network, `UPDATE parts SET name = 'ONE'`)
  await visitAll(network)
  assert.deepEqual(shopLines(first, parts), ['a ONE 11'])
})

test('what the office maintains it keeps while a table is switched off, and the stores get it when it is taken up again', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { other, parts: { sharing: 'office' } },
    filled: `INSERT INTO parts VALUES ('a', 'one', 1)`,
  })
  await change(network, { sharing: 'none' })
  await visitAll(network)
  await atOffice(network, `UPDATE parts SET price = 5`)
  first.shop.exec(`UPDATE parts SET price = 7`)
  await change(network, { sharing: 'office' })
  await visitAll(network)
  for (const store of [first, second]) assert.deepEqual(shopLines(store, parts), ['a one 5'])
  assert.deepEqual(await readSetAside(network.office.database), [])
})

const kinds = ['store', 'lookup', 'shared', 'office'] as const
for (const was of kinds)
  for (const now of kinds)
    if (was !== now)
      test(`a table that was shared as ${was} and becomes ${now} goes on at every location`, async (t) => {
        const { network, first, second } = await smallNetwork(t, {
          schema,
          tables: { other, parts: { sharing: was } },
          filled: `INSERT INTO parts VALUES ('a', 'one', 1)`,
        })
        first.shop.exec(`UPDATE parts SET price = 2`)
        await network.exportUp(first) // under way while the setup changes
        await change(network, { sharing: now })
        first.shop.exec(`UPDATE parts SET name = 'ONE'`)
        await visitAll(network)
        await atOffice(network, `UPDATE parts SET price = price + 100`)
        if (now === 'store' || now === 'lookup')
          second.shop.exec(`INSERT INTO parts VALUES ('z', 'own', 9) ON CONFLICT DO NOTHING`)
        await visitAll(network)
        const common = now === 'shared' || now === 'office'
        const seen = shopLines(first, parts)
        assert.match(seen[0] ?? '', /^a \w+ 10[12]$/)
        if (common) {
          assert.deepEqual(shopLines(second, parts), seen)
          assert.deepEqual(await officeLines(network, officeParts), seen)
        } else
          assert.deepEqual(
            await officeLines(network, `SELECT code, name, price FROM parts WHERE store_guid = '${first.guid}'`),
            seen,
          )
        const elsewhere = `SELECT code, name, price FROM parts__all_stores`
        if (now === 'lookup') assert.deepEqual(shopLines(second, elsewhere), seen)
        else assert.throws(() => shopLines(second, elsewhere))
        if (now !== 'office' || was !== 'shared') assert.deepEqual(await conflictsOf(network), [])
      })

test('rows that nobody touches any more can be looked up at other stores as well, once the table may be', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema,
    tables: { other, parts: { sharing: 'store' } },
    filled: `INSERT INTO parts VALUES ('a', 'one', 1), ('b', 'two', 2)`,
  })
  first.shop.exec(`DELETE FROM parts WHERE code = 'b'`)
  await network.settle()
  await change(network, { sharing: 'lookup' })
  await visitAll(network)
  assert.deepEqual(shopLines(second, 'SELECT code, name, price FROM parts__all_stores'), ['a one 1'])
  assert.deepEqual(shopLines(first, 'SELECT * FROM parts__all_stores'), [])
})

test('a column that was left out and transmits again is loaded: old values of the office do not stand against it', async (t) => {
  for (const sharing of ['store', 'shared'] as const) {
    const { network, first, second } = await smallNetwork(t, {
      schema,
      tables: { other, parts: { sharing } },
      filled: `INSERT INTO parts VALUES ('a', 'one', 1), ('b', 'two', 2)`,
    })
    first.shop.exec(`UPDATE parts SET price = 50 WHERE code = 'b'`)
    await network.exportUp(first) // with the column, before it is left out
    await change(network, { sharing, columns: { price: { transmit: false } } })
    await visitAll(network)
    first.shop.exec(`UPDATE parts SET price = 10 WHERE code = 'a'`)
    await visitAll(network)
    assert.deepEqual(
      await officeLines(network, `SELECT code, price FROM parts`),
      ['a 1', 'b 2'],
      'the last values stay',
    )
    await change(network, { sharing, columns: { price: { transmit: true } } })
    await visitAll(network)
    assert.deepEqual(await officeLines(network, `SELECT code, price FROM parts`), ['a 10', 'b 50'])
    if (sharing === 'shared') assert.deepEqual(shopLines(second, parts), ['a one 10', 'b two 50'])
    // The second store had kept other prices: they lost, and are told.
    const lost = (await conflictsOf(network)).map(({ column, storeValue }) => `${column} ${storeValue}`)
    assert.deepEqual(lost, sharing === 'store' ? [] : ['price 1', 'price 2'])
  }
})

test('a store that never heard that a column was left out loads it again all the same', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema,
    tables: { other, parts: { sharing: 'store' } },
    stores: 1,
    filled: `INSERT INTO parts VALUES ('a', 'one', 1)`,
  })
  first.shop.exec(`UPDATE parts SET price = 3`)
  await network.exportUp(first)
  await change(network, { sharing: 'store', columns: { price: { transmit: false } } })
  await change(network, { sharing: 'store' })
  first.shop.exec(`UPDATE parts SET price = 4`)
  await visitAll(network)
  assert.deepEqual(await officeLines(network, `SELECT code, price FROM parts`), ['a 4'])
})

test('a setup by which nothing would be transmitted any more is refused at the office', async (t) => {
  const { network } = await smallNetwork(t, {
    schema,
    tables: { other: { sharing: 'none' }, parts: { sharing: 'store' } },
  })
  await assert.rejects(change(network, { sharing: 'none' }), { code: 'USAGE' })
  assert.equal((await network.office.setup()).version, 1)
})
