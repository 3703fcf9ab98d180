import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { workDay } from '../../../src/demo/shop/day-of-life.ts'
import { shopSchema } from '../../../src/demo/shop/schema.ts'
import { hasCode } from '../../../src/model/errors.ts'
import { contentHash, filledShop, oneValue, rowsOf } from './shop-database.ts'

const said = (described: string[], pattern: RegExp) => described.filter((sentence) => pattern.test(sentence))

test('the same day at the same shop is lived the same way, another seed differently', () => {
  const [one, two, other] = [filledShop(), filledShop(), filledShop()]
  assert.deepEqual(workDay(one, { seed: 5, store: 0 }), workDay(two, { seed: 5, store: 0 }))
  assert.equal(contentHash(one), contentHash(two))
  workDay(other, { seed: 6, store: 0 })
  assert.notEqual(contentHash(other), contentHash(one))
})

test('a day changes what it says it changes', () => {
  const database = filledShop()
  const before = filledShop()
  const { described } = workDay(database, { seed: 5, store: 0 })
  const gained = (table: string) => rowsOf(database, table).length - rowsOf(before, table).length
  const changed = (table: string) => {
    const old = new Set(rowsOf(before, table))
    return rowsOf(database, table).filter((row) => !old.has(row)).length
  }

  const welcomed = said(described, /^New customer/).length
  assert.ok(welcomed >= 2)
  assert.equal(gained('customers'), welcomed)
  assert.equal(changed('customers'), welcomed + 1, 'one phone number changed besides')

  const [phone] = said(described, /^Phone of customer/)
  const [, id, number] = /customer (\S+) changed to (.*)$/.exec(phone ?? '') ?? []
  assert.equal(oneValue(database, `SELECT phone FROM customers WHERE id = '${id}'`), number)

  const [cancelled] = said(described, /cancelled/)
  const lost = /R\d+-\d+-\d+/.exec(cancelled ?? '')?.[0]
  assert.equal(oneValue(before, `SELECT count(*) FROM repair_orders WHERE order_number = '${lost}'`), 1)
  assert.equal(oneValue(database, `SELECT count(*) FROM repair_orders WHERE order_number = '${lost}'`), 0)

  const opened = said(described, /opened with/).length
  assert.ok(opened >= 6)
  assert.equal(gained('repair_orders'), opened - 1)
  const closed = said(described, /closed with/)
  assert.ok(closed.length >= 1)
  assert.equal(changed('repair_orders'), opened + closed.length)
  assert.ok(gained('payments') >= 1)

  assert.ok(changed('parts') >= 1)
  const onHand = 'SELECT sum(on_hand) FROM parts'
  assert.ok(Number(oneValue(database, onHand)) < Number(oneValue(before, onHand)))

  const [moved] = said(described, /^Appointment/)
  const [, appointment, to] = /Appointment (\d+) moved to (.*)$/.exec(moved ?? '') ?? []
  const startsAt = `SELECT starts_at FROM appointments WHERE id = ${appointment}`
  assert.equal(oneValue(database, startsAt), to)
  assert.notEqual(oneValue(before, startsAt), to)

  for (const table of ['price_list', 'labour_operations']) assert.equal(changed(table), 0)
})

test('many days in a row keep every foreign key, every total and some open orders', () => {
  const database = filledShop({ rows: 1000 })
  for (let day = 0; day < 40; day += 1) {
    const { described } = workDay(database, { seed: 5, store: 0 })
    for (const pattern of [/cancelled/, /closed with/, /opened with/, /^Phone/, /^Appointment/]) {
      assert.ok(said(described, pattern).length > 0, `day ${day}: ${pattern}`)
    }
  }
  assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), [])
  assert.equal(oneValue(database, 'PRAGMA integrity_check'), 'ok')
  const wrong = `
    SELECT count(*) FROM repair_orders
    WHERE total IS NOT (SELECT sum(total) FROM order_lines WHERE order_id = repair_orders.id)`
  assert.equal(oneValue(database, wrong), 0)
  assert.ok(Number(oneValue(database, 'SELECT count(*) FROM repair_orders WHERE closed_at IS NULL')) < 60)
  assert.equal(oneValue(database, 'SELECT substr(max(opened_at), 1, 7) FROM repair_orders'), '2026-05')
})

test('a day that cannot be lived whole leaves nothing behind', () => {
  const database = filledShop({ rows: 1000 })
  const before = contentHash(database)
  database.exec(
    "CREATE TRIGGER out_of_paper BEFORE UPDATE OF phone ON customers BEGIN SELECT RAISE(ABORT, 'stop'); END",
  )
  assert.throws(() => workDay(database, { seed: 5, store: 0 }), /stop/)
  assert.equal(contentHash(database), before)
  assert.equal(database.isTransaction, false)
})

test('a shop without records is refused with what to do', () => {
  const database = new DatabaseSync(':memory:')
  database.exec(shopSchema)
  assert.throws(
    () => workDay(database, { seed: 5, store: 0 }),
    (error) => hasCode(error, 'USAGE'),
  )
})
