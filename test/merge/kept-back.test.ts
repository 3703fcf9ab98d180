import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { switchCaptureOff } from '../../src/capture/capture-off.ts'
import { switchCaptureOn } from '../../src/capture/capture-on.ts'
import { discardParked, retryParked, showParked } from '../../src/merge/parked-settle.ts'
import { hasCode } from '../../src/model/errors.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import type { TestStore } from '../transmission/replica-network.ts'
import { damageOffice } from '../verify/verified-network.ts'
import { filtered, insertAtOffice, parkedAt, parkedB } from './kept-back-shop.ts'
import { atOffice, conflictsOf, officeLines, shopLines } from './small-network.ts'

const all = 'SELECT code, active, name, phone FROM customers ORDER BY code'

const knownAt = (store: TestStore) => shopLines(store, 'SELECT code FROM central_office_known_1')
const discard = ({ replica }: TestStore, number: number, mayDelete = false) =>
  replica.database.transaction(async () =>
    discardParked(replica.database, (await replica.state()).setup, number, { mayDelete, now: Date.now() }),
  )
const retry = ({ replica }: TestStore) =>
  replica.database.transaction(async () => retryParked(replica.database, (await replica.state()).setup))

test('a new row of the office does not overwrite one of its key that the filter keeps back; it is parked', async (t) => {
  const { first, network, parked } = await parkedB(t)
  assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 0 Bob 2'])
  assert.deepEqual(await officeLines(network, all), ['a 1 Ann 1', 'b 1 Bert 9'])
  assert.deepEqual(
    [parked.key, parked.arrives, parked.reason],
    [`'b'`, 'row', 'a row with this key is kept back here by the row filter'],
  )
  const shown = await showParked(first.replica.database, (await first.replica.state()).setup, parked.number)
  assert.deepEqual({ ...shown.arriving }, { code: 'b', active: 1n, name: 'Bert', phone: '9' })
  assert.deepEqual({ ...shown.here }, { code: 'b', active: 0n, name: 'Bob', phone: '2' })
  assert.deepEqual(
    shown.obstacles.map(({ what, columns, rows }) => [what, columns, rows.map((one) => ({ ...one }))]),
    [['the row filter keeps the row here back', ['active'], [{ code: 'b', active: 0n, name: 'Bob', phone: '2' }]]],
  )
})

test('nor does it while the shop edits the row that is kept back', async (t) => {
  const { network, first } = await filtered(t)
  first.shop.exec(
    `UPDATE customers SET name = 'Bobby' WHERE code = 'b'; INSERT INTO customers VALUES ('c', 0, 'Cem', '3')`,
  )
  await insertAtOffice(network, first, `'b', 1, 'Bert', '9'`)
  await insertAtOffice(network, first, `'c', 1, 'Carl', '9'`)
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  await network.settle()
  assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 0 Bobby 2', 'c 0 Cem 3'])
  assert.equal((await parkedAt(first)).length, 2)
  assert.deepEqual(await conflictsOf(network), [])
})

test('a row that the store moves out of the filter while the office edits it keeps what was typed in the same edit', async (t) => {
  const { network, first } = await filtered(t)
  first.shop.exec(`UPDATE customers SET active = 0, phone = '77' WHERE code = 'a'`)
  await atOffice(network, `UPDATE customers SET name = 'Anna' WHERE code = 'a'`)
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  assert.deepEqual(await parkedAt(first), [], 'the office has not judged it yet')
  await network.settle()
  assert.deepEqual(shopLines(first, all), ['a 0 Ann 77', 'b 0 Bob 2'])
  assert.deepEqual(await officeLines(network, all), ['a 1 Anna 1'])
  assert.deepEqual(
    (await parkedAt(first)).map(({ key }) => key),
    [`'a'`],
  )
  assert.deepEqual(
    (await conflictsOf(network)).map(({ kind, outcome }) => [kind, outcome]),
    [['deleted at store', 'office']],
  )
})

test('a row that the store moves out of the filter stays there when the office deletes it', async (t) => {
  const { network, first } = await filtered(t)
  first.shop.exec(`UPDATE customers SET active = 0, phone = '77' WHERE code = 'a'`)
  await atOffice(network, `DELETE FROM customers WHERE code = 'a'`)
  await network.settle()
  assert.deepEqual(shopLines(first, all), ['a 0 Ann 77', 'b 0 Bob 2'])
  assert.deepEqual(await officeLines(network, all), [])
  assert.deepEqual(await parkedAt(first), [])
})

test('a removal of a row that is kept back changes nothing, and takes along what was parked of it', async (t) => {
  const { network, first } = await parkedB(t)
  await atOffice(network, `DELETE FROM customers WHERE code = 'b'`)
  await network.settle()
  assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 0 Bob 2'])
  assert.deepEqual(await parkedAt(first), [])
})

test('a parked row is taken once the one here is gone', async (t) => {
  const { first } = await parkedB(t)
  assert.deepEqual(await retry(first), { settled: 0, left: 1 })
  first.shop.exec(`DELETE FROM customers WHERE code = 'b'`)
  assert.deepEqual(await retry(first), { settled: 1, left: 0 })
  assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 1 Bert 9'])
})

test('a row that fulfils the filter again meets the one of the office there, and what loses is kept', async (t) => {
  const { network, first } = await parkedB(t)
  first.shop.exec(`UPDATE customers SET active = 1 WHERE code = 'b'`)
  await network.settle()
  assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 1 Bert 9'])
  assert.deepEqual(await officeLines(network, all), ['a 1 Ann 1', 'b 1 Bert 9'])
  assert.deepEqual(
    (await conflictsOf(network)).map(({ kind, column, storeValue }) => [kind, column, storeValue]),
    [
      ['insert', 'name', 'Bob'],
      ['insert', 'phone', '2'],
    ],
  )
  assert.deepEqual(await parkedAt(first), [])
})

test('a parked row that the one here comes to equal is settled, and both hold it', async (t) => {
  const { network, first } = await parkedB(t, `'b', 0, 'Bert', '9'`)
  first.shop.exec(`UPDATE customers SET name = 'Bert', phone = '9' WHERE code = 'b'`)
  await network.settle()
  assert.deepEqual(await parkedAt(first), [])
  assert.deepEqual(knownAt(first), ['b'])
  assert.deepEqual(await officeLines(network, all), ['a 1 Ann 1', 'b 0 Bert 9'])
})

for (const [what, row] of [
  ['fulfils the filter', `'b', 1, 'Bert', '9'`],
  ['does not fulfil it either', `'b', 0, 'Bert', '9'`],
  ['agrees in part', `'b', 1, 'Bob', '3'`],
] as const)
  test(`discarding a parked row that ${what} deletes it at the office, and only if that is allowed`, async (t) => {
    const { network, first, parked } = await parkedB(t, row)
    first.shop.exec(`UPDATE customers SET phone = '3' WHERE code = 'b'`)
    await assert.rejects(discard(first, parked.number), (error) => hasCode(error, 'USAGE'))
    assert.equal((await discard(first, parked.number, true)).becomes, 'deletion')
    await network.settle()
    assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 0 Bob 3'])
    assert.deepEqual(await officeLines(network, all), ['a 1 Ann 1'])
    assert.deepEqual(await parkedAt(first), [])
    assert.deepEqual(await conflictsOf(network), [])
  })

test('a discarded row that the office edits meanwhile is parked again, and the edit stands', async (t) => {
  const { network, first, parked } = await parkedB(t)
  await discard(first, parked.number, true)
  await atOffice(network, `UPDATE customers SET name = 'Berta' WHERE code = 'b'`)
  await network.settle()
  assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 0 Bob 2'])
  assert.deepEqual(await officeLines(network, all), ['a 1 Ann 1', 'b 1 Berta 9'])
  assert.equal((await parkedAt(first)).length, 1)
})

/** The office has moved a out of the filter, which the store has carried out. */
async function movedOut(t: TestContext, rule: 'office' | 'store' = 'office') {
  const made = await filtered(t, rule)
  await atOffice(made.network, `UPDATE customers SET active = 0 WHERE code = 'a'`)
  await made.network.settle()
  assert.deepEqual(knownAt(made.first), ['a'])
  return made
}

test('a row that the office moved out of the filter goes on being transmitted, both ways', async (t) => {
  const { network, first } = await movedOut(t)
  first.shop.exec(`UPDATE customers SET phone = '11' WHERE code = 'a'`)
  await atOffice(network, `UPDATE customers SET name = 'Anna' WHERE code = 'a'`)
  await network.settle()
  for (const lines of [shopLines(first, all)[0], (await officeLines(network, all))[0]])
    assert.equal(lines, 'a 0 Anna 11')
  assert.deepEqual(await conflictsOf(network), [])
  assert.deepEqual(await parkedAt(first), [])
  first.shop.exec(`DELETE FROM customers WHERE code = 'a'`)
  await network.settle()
  assert.deepEqual(await officeLines(network, all), [])
})

test('it is deleted at the store when the office deletes it, and forgotten', async (t) => {
  const { network, first } = await movedOut(t)
  await atOffice(network, `DELETE FROM customers WHERE code = 'a'`)
  await network.settle()
  assert.deepEqual(shopLines(first, all), ['b 0 Bob 2'])
  assert.deepEqual(knownAt(first), [])
})

test('once it fulfils the filter again it is a row like any other: moved out by the store, it leaves the office', async (t) => {
  const { network, first } = await movedOut(t)
  first.shop.exec(`UPDATE customers SET active = 1, phone = '11' WHERE code = 'a'`)
  await network.settle()
  await network.settle()
  assert.deepEqual(await officeLines(network, all), ['a 1 Ann 11'])
  assert.deepEqual(await conflictsOf(network), [])
  assert.deepEqual(knownAt(first), [])
  first.shop.exec(`UPDATE customers SET active = 0 WHERE code = 'a'`)
  await network.settle()
  assert.deepEqual(await officeLines(network, all), [])
  assert.deepEqual(shopLines(first, all), ['a 0 Ann 11', 'b 0 Bob 2'])
})

test('an edit of the store is not lost when the office moves the row out of the filter meanwhile', async (t) => {
  const { network, first } = await filtered(t, 'store')
  first.shop.exec(`UPDATE customers SET phone = '11' WHERE code = 'a'`)
  await atOffice(network, `UPDATE customers SET active = 0 WHERE code = 'a'`)
  await network.exportDown(first)
  for (const payload of first.down.splice(0)) await network.deliverDown(first, payload)
  await network.settle()
  assert.deepEqual(await officeLines(network, all), ['a 0 Ann 11'])
  assert.deepEqual(shopLines(first, all), ['a 0 Ann 11', 'b 0 Bob 2'])
})

test('a refill of the store leaves kept back what was, and parked what was', async (t) => {
  const { network, first } = await parkedB(t, `'b', 0, 'Bert', '9'`)
  await first.replica.askForRefill('00000000000000aa' as never, Date.now())
  for (let round = 0; round < 4; round++) await network.visit(first)
  assert.deepEqual(shopLines(first, all), ['a 1 Ann 1', 'b 0 Bob 2'])
  assert.deepEqual(await officeLines(network, all), ['a 1 Ann 1', 'b 0 Bert 9'])
  assert.equal((await parkedAt(first)).length, 1)
})

test('an office that has lost its rows gets back those that do not fulfil the filter, too, and none that were kept back', async (t) => {
  const { network, first } = await movedOut(t)
  await insertAtOffice(network, first, `'b', 0, 'Bert', '9'`)
  await network.settle()
  first.shop.exec(`INSERT INTO customers VALUES ('c', 0, 'Cem', '3')`)
  await damageOffice(network, 'DELETE FROM customers; DELETE FROM central_office_log_1')
  await network.office.askForRefill(Date.now())
  for (let round = 0; round < 4; round++) await network.visit(first)
  assert.deepEqual(await officeLines(network, all), ['a 0 Ann 1', 'b 0 Bert 9'])
  assert.deepEqual(shopLines(first, all), ['a 0 Ann 1', 'b 0 Bob 2', 'c 0 Cem 3'])
})

test('capture off and on, and a payload taken back, forget nothing of it', async (t) => {
  const { network, first } = await movedOut(t)
  const { database } = first.replica
  const { setup } = await first.replica.state()
  await database.transaction(() => switchCaptureOff(database, setup, [], Date.now()))
  first.shop.exec(`UPDATE customers SET phone = '11' WHERE code = 'a'`)
  await database.transaction(() => switchCaptureOn(database, setup, [], Date.now()))
  await first.replica.export(join(network.folder, 'unsealed'), 1 << 20)
  assert.notDeepEqual(await first.replica.takeBackUnsealed(), [])
  await network.settle()
  assert.deepEqual(await officeLines(network, all), ['a 0 Ann 11'])
  assert.deepEqual(await conflictsOf(network), [])
})

test('with another filter the table begins anew, and nothing of the former one is left', async (t) => {
  const { network, first } = await parkedB(t)
  const before = await network.office.setup()
  const tables = { customers: { sharing: 'store', filter: 'active = 0' } }
  await network.office.saveSetup(ReplicaSetup.parse({ ...before, tables }))
  for (let round = 0; round < 3; round++) await network.visit(first)
  assert.deepEqual(await officeLines(network, all), ['b 0 Bob 2'])
  assert.deepEqual(await parkedAt(first), [])
})
