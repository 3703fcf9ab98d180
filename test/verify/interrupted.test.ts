import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Epoch } from '../../src/model/ids.ts'
import { readLink } from '../../src/transmission/store-links.ts'
import { beginComparison } from '../../src/transmission/verify-office.ts'
import { wishComparison } from '../../src/transmission/verify-store.ts'
import { smallNetwork } from '../merge/small-network.ts'
import type { ReplicaNetwork, TestStore } from '../transmission/replica-network.ts'
import { begin, compare, comparisonWith, damageShop, found } from './verified-network.ts'

const SCHEMA = 'CREATE TABLE parts (code INTEGER PRIMARY KEY, price INTEGER);'
const rows = (n: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n}) INSERT INTO parts SELECT i, i FROM n;`

const networkOf = (t: Parameters<typeof smallNetwork>[0], n = 500) =>
  smallNetwork(t, { schema: SCHEMA, tables: { parts: { sharing: 'store' } }, filled: rows(n), stores: 1 })

const DAMAGE = 'UPDATE parts SET price = 0 WHERE code = 77; DELETE FROM parts WHERE code = 400'
const FOUND = ['parts 400: missing at store', 'parts 77: differs']

/** Takes back what was made last and never sealed, as a start after a crash does. */
async function takeBack(network: ReplicaNetwork, store: TestStore, side: 'up' | 'down'): Promise<void> {
  store[side].pop()
  if (side === 'up') await store.replica.takeBackUnsealed()
  else await network.office.takeBackUnsealed(await readLink(network.office.database, store.guid))
}

const SEALED = `UPDATE central_office_outbox SET dat = '{"size":1,"sha256":"${'0'.repeat(64)}","unpackedSize":1}' WHERE dat = ''`

/** Payloads that were made so far count as sealed: only later ones are taken back. */
async function seal(store: TestStore, network: ReplicaNetwork): Promise<void> {
  for (const database of [store.replica.database, network.office.database]) await database.run(SEALED)
}

test('a question that a crash kept from being sealed is asked again', async (t) => {
  const { network, first } = await networkOf(t)
  damageShop(first, DAMAGE)
  await seal(first, network)
  await begin(network, first)
  await network.exportDown(first)
  assert.equal((await comparisonWith(network, first)).state, 'asked')
  await takeBack(network, first, 'down')
  for (let i = 0; i < 3; i++) await network.visit(first)
  assert.deepEqual([(await comparisonWith(network, first)).state, await found(network, first)], ['done', FOUND])
})

test('an answer that a crash kept from being sealed is given again', async (t) => {
  const { network, first } = await networkOf(t)
  damageShop(first, DAMAGE)
  await begin(network, first)
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  await seal(first, network)
  await network.exportUp(first)
  assert.equal(first.up.length, 1)
  await takeBack(network, first, 'up')
  for (let i = 0; i < 2; i++) await network.visit(first)
  assert.deepEqual([(await comparisonWith(network, first)).state, await found(network, first)], ['done', FOUND])
})

test('keys that a crash kept from being sent are sent again, and so are the rows they ask for', async (t) => {
  const { network, first } = await networkOf(t)
  damageShop(first, DAMAGE)
  await compare(network, first)
  const { id } = await readLink(network.office.database, first.guid)
  await beginComparison(network.office.database, id, { again: false, repair: true, now: 2 })
  await seal(first, network)
  await network.exportDown(first)
  await takeBack(network, first, 'down')
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  await seal(first, network)
  await network.exportUp(first)
  await takeBack(network, first, 'up')
  for (let i = 0; i < 3; i++) await network.visit(first)
  assert.deepEqual(await compare(network, first), [])
})

test('payloads of a comparison that come twice change nothing', async (t) => {
  const { network, first } = await networkOf(t)
  damageShop(first, DAMAGE)
  await begin(network, first)
  for (let i = 0; i < 3; i++) {
    await network.exportDown(first)
    for (const payload of first.down) {
      await network.deliverDown(first, payload)
      await network.deliverDown(first, payload)
    }
    while (await network.exportUp(first));
    for (const payload of first.up) {
      await network.deliverUp(first, payload)
      await network.deliverUp(first, payload)
    }
    first.up = []
    first.down = []
  }
  const { state, number, rounds } = await comparisonWith(network, first)
  assert.deepEqual({ state, number, rounds }, { state: 'done', number: 1, rounds: 1 })
  assert.deepEqual(await found(network, first), FOUND)
})

test('where a stream begins anew while the store is asked, the comparison begins anew too', async (t) => {
  const { network, first } = await networkOf(t)
  damageShop(first, DAMAGE)
  await begin(network, first)
  await network.exportDown(first)
  first.down = []
  await network.office.makeAnew(first.guid, Date.now())
  for (let i = 0; i < 4; i++) await network.visit(first)
  assert.deepEqual([(await comparisonWith(network, first)).state, await found(network, first)], ['done', FOUND])

  await begin(network, first)
  await network.visit(first)
  await first.replica.askForRefill(Epoch.parse('00000000000000ff'), Date.now())
  for (let i = 0; i < 6; i++) await network.visit(first)
  assert.deepEqual([(await comparisonWith(network, first)).state, await found(network, first)], ['done', []])
})

test('a table that cannot be looked at for now is named, and the others are compared', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `${SCHEMA} CREATE TABLE other (id INTEGER PRIMARY KEY, v INTEGER);`,
    tables: { parts: { sharing: 'store' }, other: { sharing: 'store' } },
    filled: `${rows(5)} INSERT INTO other VALUES (1, 1);`,
    stores: 1,
  })
  damageShop(first, 'UPDATE other SET v = 2')
  first.shop.exec('ALTER TABLE parts RENAME COLUMN price TO cost')
  assert.deepEqual(await compare(network, first), ['other 1: differs'])
  assert.deepEqual((await comparisonWith(network, first)).leftOut, ['parts'])
})

test('a store can ask for the comparison', async (t) => {
  const { network, first } = await networkOf(t)
  damageShop(first, DAMAGE)
  await wishComparison(first.replica.database)
  for (let i = 0; i < 4; i++) await network.visit(first)
  const { state, number } = await comparisonWith(network, first)
  assert.deepEqual({ state, number, found: await found(network, first) }, { state: 'done', number: 1, found: FOUND })
})

test('where very many rows differ, ranges are narrowed first, and rows are listed in several payloads', async (t) => {
  const { network, first } = await networkOf(t, 33_000)
  damageShop(first, 'UPDATE parts SET price = price + 1 WHERE code > 500')
  const reported = await compare(network, first)
  assert.equal(reported.length, 32_500)
  assert.ok(reported.includes('parts 501: differs') && reported.includes('parts 33000: differs'))
  assert.equal((await comparisonWith(network, first)).rounds, 2)
})

test('a shop that has lost all of many rows is told so in ranges, without a row being listed', async (t) => {
  const { network, first } = await networkOf(t, 5_000)
  damageShop(first, 'DELETE FROM parts')
  assert.equal((await compare(network, first)).length, 5_000)
})
