import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Office } from '../../src/location/office.ts'
import { ConflictList, ConflictRow, WerePutBack } from '../../src/web/contract/conflicts.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import { network } from './network.ts'
import { servedHome, signedIn } from './served-office.ts'

test('values that lost under any rule are looked up, put back, and arrive at the store', async (t) => {
  const places = await network(t, {}, (shop) =>
    shop.exec("INSERT INTO customers VALUES ('c1', 'Ada', '1'); INSERT INTO orders VALUES (1, 5), (2, 6)"),
  )
  for (const home of ['store', 'office', 'store'] as const) await places.transmit(home)
  places.shop.exec("UPDATE orders SET total = 9007199254740993 WHERE id = 1; UPDATE customers SET phone = '2'")
  await places.transmit('store')
  const office = await Office.open(places.office)
  await office.replica.database.run('UPDATE orders SET total = 20 WHERE id = 1')
  await office.replica.database.run("UPDATE customers SET phone = '3'")
  await office.close()
  await places.transmit('office')

  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  const list = async (query: string) =>
    ConflictList.parse((await browser.ask(`/api/conflicts?${query}`)).body).conflicts
  const [total, none] = [await list('which=all&search=TOTAL+orders'), await list('which=all&search=total+customers')]
  assert.deepEqual([total.length, none.length], [1, 0])
  assert.deepEqual(total[0]?.outcome, 'office', 'the office was the newest')
  assert.equal((await list('search=elm')).length, 1, 'one is open, found by the name of its store')

  const [settled] = total
  for (const [typed, why] of [
    ['12.5', 'this is not a whole number'],
    ['18446744073709551616', 'this number is too large for a database'],
    ['many', 'this is not a number'],
  ]) {
    const refused = await browser.post<ErrorBody>('/api/conflicts/put-back', {
      values: [{ id: settled?.id, decision: { typed } }],
    })
    assert.equal(refused.status, 400)
    assert.equal(refused.body.message, `orders.total cannot become ${typed}: ${why}.`)
  }
  const putBack = { values: [{ id: settled?.id, decision: null }] }
  const done = WerePutBack.parse((await browser.post('/api/conflicts/put-back', putBack)).body)
  assert.deepEqual(
    [done.values[0]?.row, done.values[0]?.conflict.putBack],
    ['changed', { type: 'integer', text: '9007199254740993' }],
  )
  const [open] = await list('search=phone')
  const waits = await browser.post<ErrorBody>('/api/conflicts/put-back', { values: [{ id: open?.id, decision: null }] })
  assert.deepEqual([waits.status, waits.body.code], [409, 'CONFLICT_OPEN'])
  assert.doesNotMatch(waits.body.hint, /central-office/)

  await browser.post('/api/conflicts/decide', { decisions: [{ id: open?.id, decision: { take: 'store' } }] })
  await browser.post('/api/conflicts/put-back', { values: [{ id: open?.id, decision: { typed: '4' } }] })
  const row = ConflictRow.parse((await browser.ask(`/api/conflicts/${open?.id}`)).body)
  assert.deepEqual([row.exists, row.conflict.outcome, row.conflict.putBack?.text], [true, 'decided', '4'])
  assert.deepEqual(
    row.columns.find(({ name }) => name === 'phone'),
    { name: 'phone', key: false, conflict: null, ...{ current: row.conflict.putBack, incoming: row.conflict.putBack } },
    'a settled conflict is none of the row that stands now',
  )
  await served.close()
  for (const home of ['office', 'store'] as const) await places.transmit(home)
  const there = places.shop.prepare(
    'SELECT (SELECT phone FROM customers) AS phone, CAST(total AS TEXT) AS total FROM orders WHERE id = 1',
  )
  assert.deepEqual({ ...there.get() }, { phone: '4', total: '9007199254740993' })
})
