import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillCatalogue } from '../../../src/demo/shop/catalogue.ts'
import { fillShop } from '../../../src/demo/shop/fill-shop.ts'
import { shopSchema } from '../../../src/demo/shop/schema.ts'
import { vinCheckDigit } from '../../../src/demo/shop/vin.ts'
import { hasCode } from '../../../src/model/errors.ts'
import { contentHash, filledShop, oneValue, rowCount, rowsOf, tableNames } from './shop-database.ts'

/** For the tests that only read. */
const large = filledShop({ rows: 50_000 })

test('the same seed, rows and store give the same content, another seed or store another', () => {
  const first = contentHash(filledShop())
  assert.equal(contentHash(filledShop()), first)
  assert.notEqual(contentHash(filledShop({ seed: 8 })), first)
  assert.notEqual(contentHash(filledShop({ store: 1 })), first)
})

test('the content depends on neither the clock nor the locale and time zone', (t) => {
  const before = contentHash(filledShop({ rows: 1000 }))
  const zone = process.env.TZ
  t.after(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  process.env.TZ = 'Pacific/Auckland'
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2031, 4, 5) })
  t.mock.method(Math, 'random', () => assert.fail('drew from Math.random'))
  assert.equal(contentHash(filledShop({ rows: 1000 })), before)
})

for (const rows of [1_000, 50_000]) {
  test(`${rows} rows asked for come out within 15 %, with every foreign key in place`, () => {
    const database = rows === 50_000 ? large : filledShop({ rows })
    assert.ok(Math.abs(rowCount(database) / rows - 1) < 0.15, `${rowCount(database)} rows`)
    assert.deepEqual(database.prepare('PRAGMA foreign_key_check').all(), [])
    assert.equal(oneValue(database, 'PRAGMA integrity_check'), 'ok')
    assert.equal(oneValue(database, 'PRAGMA foreign_keys'), 1)
  })
}

test('even a very small shop has something in every table', () => {
  const database = filledShop({ rows: 10 })
  for (const table of tableNames(database))
    assert.notEqual(oneValue(database, `SELECT count(*) FROM ${table}`), 0, table)
})

test('every VIN is valid and every vehicle has 1 to 5 siblings with the same owner', () => {
  const database = large
  for (const { vin } of database.prepare('SELECT vin FROM vehicles').all()) {
    assert.match(String(vin), /^[0-9A-HJ-NPR-Z]{17}$/)
    assert.equal(String(vin)[8], vinCheckDigit(String(vin)))
  }
  const perOwner = '(SELECT count(*) AS count FROM vehicles GROUP BY customer_id)'
  assert.equal(oneValue(database, `SELECT min(count) FROM ${perOwner}`), 1)
  assert.equal(oneValue(database, `SELECT max(count) FROM ${perOwner}`), 5)
})

test('the total of an order is the sum of its lines, and orders have 1 to 12 of them', () => {
  const database = large
  const wrong = `
    SELECT count(*) FROM repair_orders
    WHERE total IS NOT (SELECT sum(total) FROM order_lines WHERE order_id = repair_orders.id)`
  assert.equal(oneValue(database, wrong), 0)
  const perOrder = '(SELECT count(*) AS count FROM order_lines GROUP BY order_id)'
  assert.equal(oneValue(database, `SELECT min(count) FROM ${perOrder}`), 1)
  assert.equal(oneValue(database, `SELECT max(count) FROM ${perOrder}`), 12)
})

test('awkward values are there: any script, emoji, NULL and empty, large integers, negative fractions, gaps, pictures', () => {
  const database = large
  const isThere = (query: string) => assert.notEqual(oneValue(database, `SELECT count(*) FROM ${query}`), 0, query)
  const text = rowsOf(database, 'customers').join('\n')
  const samples = ['Müller', 'Nguyễn', 'Łukasz', '王', 'يوسف', '🐕‍🦺', 'Jose\u0301', '𠮷', "O''Brien", '\t']
  for (const sample of samples) assert.ok(text.includes(sample), sample)
  isThere('customers WHERE email IS NULL')
  isThere("customers WHERE email = ''")
  isThere('customers WHERE loyalty_number > 9007199254740992')
  isThere('payments WHERE card_reference > 9007199254740992')
  isThere("customers WHERE typeof(credit_limit) = 'real'")
  isThere("customers WHERE typeof(credit_limit) = 'integer'")
  isThere('vehicles WHERE front_camber < 0 AND front_camber <> round(front_camber)')
  isThere('order_lines WHERE quantity < 0')
  isThere('payments WHERE amount < 0')
  isThere('vehicle_photos WHERE length(image) > 500')
  isThere("vehicle_photos WHERE thumbnail = x''")
  isThere('vehicle_photos WHERE thumbnail IS NULL')
  isThere('(SELECT 1 FROM repair_orders WHERE (SELECT max(id) > count(*) FROM repair_orders))')
})

test('customers come when the shop is open, seldom at noon, and buy few parts often', () => {
  const database = large
  const orders = (where: string) => Number(oneValue(database, `SELECT count(*) FROM repair_orders WHERE ${where}`))
  assert.equal(orders("strftime('%w', opened_at) = '0'"), 0)
  assert.ok(orders("substr(opened_at, 12, 2) = '12'") * 3 < orders("substr(opened_at, 12, 2) = '08'"))
  assert.ok(orders("substr(opened_at, 6, 2) = '08'") < orders("substr(opened_at, 6, 2) = '10'"))
  assert.equal(
    orders('opened_at < (SELECT opened_at FROM repair_orders AS earlier WHERE earlier.id = repair_orders.id - 1)'),
    0,
  )
  const sold = "SELECT count(*) AS times FROM order_lines WHERE kind = 'part' GROUP BY part_number ORDER BY times DESC"
  const top = Number(oneValue(database, `SELECT sum(times) FROM (${sold} LIMIT 30)`))
  const all = Number(oneValue(database, "SELECT count(*) FROM order_lines WHERE kind = 'part'"))
  assert.ok(top > all / 6, `the 30 most popular of 3,000 parts are ${top} of ${all} sold`)
})

test('records reach back from 2026-03-31 or the day asked for, whatever the date, as many years as asked', () => {
  assert.equal(oneValue(large, 'SELECT substr(max(opened_at), 1, 10) FROM repair_orders'), '2026-03-31')
  const oldest = (years: number) =>
    oneValue(filledShop({ years }), 'SELECT substr(min(opened_at), 1, 4) FROM repair_orders')
  assert.equal(oldest(1), '2025')
  assert.equal(oldest(10), '2016')
  const later = filledShop({ lastDate: '2027-06-05' })
  assert.equal(oneValue(later, 'SELECT substr(max(opened_at), 1, 10) FROM repair_orders'), '2027-06-05')
})

test('shops of one network share the price list and a few customers with identical rows, and meet in nothing else', () => {
  const [one, two] = [filledShop({ rows: 10_000, store: 0 }), filledShop({ rows: 10_000, store: 1 })]
  const inBoth = (table: string) => {
    const other = new Set(rowsOf(two, table))
    return rowsOf(one, table).filter((row) => other.has(row)).length
  }
  assert.deepEqual(rowsOf(one, 'price_list'), rowsOf(two, 'price_list'))
  assert.deepEqual(rowsOf(one, 'labour_operations'), rowsOf(two, 'labour_operations'))
  const customers = rowsOf(one, 'customers').length
  assert.ok(
    inBoth('customers') >= 2 && inBoth('customers') < customers * 0.03,
    `${inBoth('customers')} of ${customers}`,
  )
  assert.ok(inBoth('vehicles') >= inBoth('customers'))

  const keys = (database: typeof one, key: string, table: string) =>
    database
      .prepare(`SELECT ${key} AS key FROM ${table}`)
      .all()
      .map((row) => row.key)
  for (const [key, table] of [
    ['id', 'customers'],
    ['vin', 'vehicles'],
  ] as const) {
    const other = new Set(keys(two, key, table))
    assert.equal(keys(one, key, table).filter((value) => other.has(value)).length, inBoth(table), table)
  }
})

test('shared customers are the same in a small and in a large shop', () => {
  const [small, large] = [filledShop({ rows: 1000, store: 3 }), filledShop({ rows: 20_000, store: 4, years: 6 })]
  const known = new Set(rowsOf(large, 'customers'))
  assert.ok(rowsOf(small, 'customers').some((row) => known.has(row)))
})

test('the office can fill its own price list, equal to that of the shops', () => {
  const office = filledShop({ seed: 99, rows: 10 })
  office.exec('PRAGMA foreign_keys = OFF; DELETE FROM price_list; DELETE FROM labour_operations')
  fillCatalogue(office, { seed: 7, rows: 3000 })
  assert.deepEqual(rowsOf(office, 'price_list'), rowsOf(filledShop(), 'price_list'))
})

test('a database that holds a shop already is refused and left as it is', () => {
  const database = filledShop({ rows: 500 })
  const before = contentHash(database)
  assert.throws(
    () => fillShop(database, { seed: 1, rows: 500, store: 1 }),
    (error) => hasCode(error, 'USAGE'),
  )
  assert.equal(contentHash(database), before)
  assert.equal(database.isTransaction, false)
})

test('the schema may be run again, and has one table of each special kind', () => {
  const database = filledShop({ rows: 500 })
  database.exec(shopSchema)
  const list = (where: string) =>
    database
      .prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND ${where}`)
      .all()
      .map(({ name }) => name)
  assert.deepEqual(list('strict'), ['payments'])
  assert.deepEqual(list("wr AND type = 'table'"), ['parts'])
  assert.equal(oneValue(database, "SELECT count(*) FROM pragma_table_xinfo('order_lines') WHERE hidden = 2"), 1)
  assert.equal(oneValue(database, "SELECT count(*) FROM pragma_table_info('vehicle_photos') WHERE pk > 0"), 2)
  assert.throws(() => database.exec("UPDATE repair_orders SET status = 'lost'"), /CHECK/)
})
