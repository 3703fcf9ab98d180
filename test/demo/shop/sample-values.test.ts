import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleValues } from '../../../src/demo/shop/sample-values.ts'
import { filledShop, rowsOf, tableNames } from './shop-database.ts'

test('samples are as many as asked, all different, 8 characters or more, and really in the database', () => {
  const database = filledShop()
  const content = tableNames(database)
    .flatMap((table) => rowsOf(database, table))
    .join('\n')
    .replaceAll("''", "'")
  const values = sampleValues(database, 100, 3)
  assert.equal(values.length, 100)
  assert.equal(new Set(values).size, 100)
  for (const value of values) assert.ok(content.includes(value), value)
  for (const value of sampleValues(database, 5000, 3)) assert.ok([...value].length >= 8, value)
})

test('samples hold names, phone numbers, VINs and mail addresses', () => {
  const values = sampleValues(filledShop(), 60, 3)
  for (const pattern of [/^\p{L}+ \p{L}+$/u, /555/, /^[0-9A-HJ-NPR-Z]{17}$/, /@example\./]) {
    assert.ok(
      values.some((value) => pattern.test(value)),
      String(pattern),
    )
  }
})

test('the same seed samples the same values, another seed others', () => {
  const database = filledShop()
  assert.deepEqual(sampleValues(database, 50, 3), sampleValues(database, 50, 3))
  assert.notDeepEqual(sampleValues(database, 50, 3), sampleValues(database, 50, 4))
})

test('a database that lacks some of the tables, or has fewer values than asked, gives what there is', () => {
  const database = filledShop({ rows: 500 })
  database.exec('PRAGMA foreign_keys = OFF; DROP TABLE technicians; DROP TABLE repair_orders; DELETE FROM vehicles')
  const values = sampleValues(database, 5000, 3)
  assert.ok(values.length > 10 && values.length < 500)
})
