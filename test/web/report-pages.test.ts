import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { ReportList, ReportResult } from '../../src/web/contract/reports.ts'
import { officeOfTwoShops } from './two-shops.ts'

const one = (shop: DatabaseSync, sql: string): number => Number(Object.values(shop.prepare(sql).get() ?? {})[0])
const year = { from: '2025-01-01', to: '2025-12-31' }

test('every shipped report fits the sample schema and gives figures', async (t) => {
  const { browser, run, shops, stores } = await officeOfTwoShops(t)
  const { reports } = (await browser.ask<ReportList>('/api/reports')).body
  assert.deepEqual(
    reports.map(({ name, fault }) => [name, fault]),
    [
      ['car-count', ''],
      ['customers-of-several-stores', ''],
      ['sales-by-store-and-month', ''],
      ['stock-across-stores', ''],
      ['technician-hours', ''],
      ['top-parts', ''],
    ],
  )
  for (const { name } of reports) {
    const { status, body, text } = await run(name, name.startsWith('stock') ? {} : { ...year, from: '2022-01-01' })
    assert.equal(status, 200, text)
    assert.ok(body.rows.length > 0, name)
    t.diagnostic(`${name}: ${body.rows.length} rows in ${body.milliseconds} ms`)
  }

  const sales = (await run('sales-by-store-and-month', year)).body
  assert.deepEqual(
    sales.columns.map(({ name, kind }) => [name, kind]),
    [
      ['Month', 'date'],
      ['Store', 'text'],
      ['Orders', 'number'],
      ['Sales', 'money'],
    ],
  )
  assert.deepEqual(sales.chart, { kind: 'stacked', x: 0, y: [3], series: 1 })
  const sum = (rows: ReportResult['rows']) => rows.reduce((total, row) => total + Number(row[3]?.text), 0)
  const ofShop = `SELECT sum(total) FROM repair_orders WHERE status IN ('paid', 'on account') AND substr(closed_at, 1, 4) = '2025'`
  assert.equal(
    sum(sales.rows),
    shops.reduce((total, shop) => total + one(shop, ofShop), 0),
  )
  const first = (await run('sales-by-store-and-month', { ...year, store: stores[0]?.guid ?? '' })).body
  assert.equal(sum(first.rows), one(shops[0] as DatabaseSync, ofShop))
  const labour = (await run('technician-hours', year)).body
  const hours = `SELECT sum(quantity) FROM order_lines AS l JOIN repair_orders AS o ON o.id = l.order_id
    WHERE kind = 'labour' AND o.status IN ('paid', 'on account') AND substr(o.closed_at, 1, 4) = '2025'`
  const reported = labour.rows.reduce((total, row) => total + Number(row[3]?.text), 0)
  const sold = shops.reduce((total, shop) => total + one(shop, hours), 0)
  assert.ok(Math.abs(reported - sold) < 2, `${reported} hours of ${sold}`)
  const short = (await run('stock-across-stores', { which: 'short' })).body
  assert.ok(short.rows.length > 0 && short.rows.every((row) => Number(row[4]?.text) > 0))

  const file = await browser.ask('/api/reports/top-parts/csv?from=2025-01-01&to=2025-12-31&most=10')
  assert.match(file.text, /^\uFEFFPart,Description,/)
  assert.equal(file.text.trimEnd().split('\r\n').length, 11)
})

test("a person's own report appears by itself, and what is wrong in it is told with its line", async (t) => {
  const { browser, run, home } = await officeOfTwoShops(t, {
    'car-count': '-- title: My own car count\nSELECT count(*) AS "Cars" FROM vehicles',
    syntax: '-- title: Typing slip\nSELECT name,\n  city\nFORM customers\nWHERE name = 1',
    column: 'SELECT name\nFROM customers\nWHERE nmae IS NULL',
    undescribed: 'SELECT name FROM customers\nWHERE city = :city',
    two: 'SELECT 1;\n\nDELETE FROM customers',
    chart: '-- chart: bar x=Name y=Sale\nSELECT name AS "Name", 1 AS "Sales" FROM customers',
    parameter: '-- parameter: from, day, From\nSELECT :from',
    write: "INSERT INTO customers (id) VALUES ('x')",
    returning: "UPDATE customers SET name = '' RETURNING id",
    elsewhere: "ATTACH 'other.db' AS other",
    settings: 'PRAGMA journal_mode',
  })
  const list = async () =>
    new Map((await browser.ask<ReportList>('/api/reports')).body.reports.map((report) => [report.name, report]))
  const reports = await list()
  assert.equal(reports.get('car-count')?.title, 'My own car count')
  assert.equal((await run('car-count')).body.rows.length, 1)
  const fault = (name: string) => reports.get(name)?.fault
  assert.equal(fault('syntax'), 'It cannot be used: line 4: near "customers": syntax error.')
  assert.match(fault('column') ?? '', /line 3: no such column: nmae/)
  assert.match(fault('undescribed') ?? '', /line 2: :city is not described/)
  assert.match(fault('two') ?? '', /line 3: a report is one statement/)
  assert.match(fault('chart') ?? '', /line 1: the chart names a column Sale/)
  assert.match(fault('parameter') ?? '', /line 1: a parameter is one of/)
  for (const name of ['write', 'returning', 'elsewhere', 'settings']) {
    assert.match(fault(name) ?? '', /may read tables and do nothing else/, name)
    const { status, body } = await run<ErrorBody>(name)
    assert.deepEqual([status, body.code], [422, 'REPORT_REFUSED'], name)
  }
  const unknown = await run<ErrorBody>('nothing')
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'REPORT_UNKNOWN'])
  const wrong = await run<ErrorBody>('top-parts', { from: '2025-02-30', most: '7' })
  assert.deepEqual(wrong.body.fields, { from: 'a date looks like 2026-03-31', most: 'choose one of the list' })
  writeFileSync(join(home, 'reports', 'later.sql'), 'SELECT 1 AS "One"')
  assert.ok((await list()).has('later'))
})
