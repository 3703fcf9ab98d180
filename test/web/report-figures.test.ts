import assert from 'node:assert/strict'
import type { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import type { ReportResult } from '../../src/web/contract/reports.ts'
import { command } from '../cli/network-homes.ts'
import { officeOfTwoShops } from './two-shops.ts'

const year = { from: '2025-01-01', to: '2025-12-31' }
const isClosed = ({ status }: Row) => status === 'paid' || status === 'on account'
const inYear = (time: unknown) => String(time).startsWith('2025')

type Row = Record<string, unknown>
const rowsOf = (shop: DatabaseSync, sql: string): Row[] => shop.prepare(sql).all()
const orders = (shop: DatabaseSync) => rowsOf(shop, 'SELECT * FROM repair_orders')
/** With the total of each line, which the shop's own database reckons. */
const lines = (shop: DatabaseSync) => rowsOf(shop, 'SELECT *, total FROM order_lines')

/** The figures of a report as texts, one line a row, in any order. */
const told = ({ columns, rows }: ReportResult, ...names: string[]): string[] =>
  rows
    .map((row) =>
      names.map((name) => row[columns.findIndex((column) => column.name === name)]?.text ?? 'missing').join(' | '),
    )
    .sort()

const grouped = (found: Row[], key: (row: Row) => string) => Map.groupBy(found, key)
const sum = (found: Row[], name: string): number => found.reduce((total, row) => total + Number(row[name]), 0)

test('the six shipped reports say what the records of the shops say, reckoned without them', async (t) => {
  const { browser, home, run, shops } = await officeOfTwoShops(t)
  const report = async (name: string, chosen: Record<string, string> = year) => (await run(name, chosen)).body
  const named = shops.map((shop, i) => ({ shop, store: `Store ${i + 1}` }))
  const closed = named.flatMap(({ shop, store }) =>
    orders(shop)
      .filter((order) => isClosed(order) && inYear(order.closed_at))
      .map((order) => ({ ...order, store, month: String(order.closed_at).slice(0, 7) }) as Row),
  )
  const monthly = [...grouped(closed, ({ month, store }) => `${month} | ${store}`)]

  const sales = monthly.map(([key, found]) => `${key} | ${found.length} | ${sum(found, 'total')}`)
  const salesReport = await report('sales-by-store-and-month')
  assert.deepEqual(told(salesReport, 'Month', 'Store', 'Orders', 'Sales'), sales.sort())

  const cars = monthly.map(([key, found]) => {
    const vins = new Set(found.map(({ vin }) => vin).filter((vin) => vin !== null))
    return `${key} | ${vins.size} | ${Math.round(sum(found, 'total') / found.length)}`
  })
  assert.deepEqual(told(await report('car-count'), 'Month', 'Store', 'Cars', 'Average repair order'), cars.sort())

  const sold = named.flatMap(({ shop, store }) => {
    const ids = new Map(closed.filter((order) => order.store === store).map((order) => [order.id, order]))
    return lines(shop).flatMap((line) => {
      const order = ids.get(line.order_id)
      return order ? [{ ...line, store, technician: order.technician_id } as Row] : []
    })
  })
  const labour = named.flatMap(({ shop, store }) => {
    const names = new Map(rowsOf(shop, 'SELECT * FROM technicians').map(({ id, name }) => [id, name]))
    const own = sold.filter((line) => line.store === store && line.kind === 'labour')
    return [...grouped(own, ({ technician }) => String(technician))].map(([, found]) => {
      const who = names.get(found[0]?.technician) ?? '(nobody named)'
      return `${who} | ${store} | ${new Set(found.map(({ order_id }) => order_id)).size} | ${sum(found, 'total')}`
    })
  })
  assert.deepEqual(told(await report('technician-hours'), 'Technician', 'Store', 'Orders', 'Labour'), labour.sort())

  const parts = [
    ...grouped(
      sold.filter(({ kind, part_number }) => kind === 'part' && part_number !== null),
      ({ part_number }) => String(part_number),
    ),
  ]
    .map(([part, found]) => ({
      part,
      stores: new Set(found.map(({ store }) => store)).size,
      sales: sum(found, 'total'),
    }))
    .sort((a, b) => b.sales - a.sales)
  const top = await report('top-parts', { ...year, most: '10' })
  const best = parts.slice(0, 10).map(({ part, stores, sales }) => `${part} | ${stores} | ${sales}`)
  assert.deepEqual(told(top, 'Part', 'Stores', 'Sales'), best.sort())

  const visits = named.flatMap(({ shop, store }) =>
    orders(shop)
      .filter(({ status, opened_at }) => status !== 'cancelled' && String(opened_at) >= '2000')
      .map((order) => ({ ...order, store, sales: isClosed(order) ? order.total : 0 }) as Row),
  )
  const several = [...grouped(visits, ({ customer_id }) => String(customer_id))].flatMap(([, found]) => {
    const stores = new Set(found.map(({ store }) => store)).size
    const last = found
      .map(({ opened_at }) => String(opened_at))
      .sort()
      .at(-1)
    return stores > 1 ? [`${stores} | ${found.length} | ${sum(found, 'sales')} | ${last?.slice(0, 10)}`] : []
  })
  assert.ok(several.length > 0)
  const seen = await report('customers-of-several-stores', { from: '2000-01-01', to: '2100-01-01' })
  assert.deepEqual(told(seen, 'Stores', 'Orders', 'Sales', 'Last seen'), several.sort())

  const stock = [
    ...grouped(
      named.flatMap(({ shop }) => rowsOf(shop, 'SELECT * FROM parts')),
      ({ part_number }) => String(part_number),
    ),
  ]
  const short = stock.map(([part, found]) => {
    const price = rowsOf(shops[0] as DatabaseSync, 'SELECT part_number, price FROM price_list').find(
      ({ part_number }) => part_number === part,
    )
    return `${part} | ${found.filter(({ on_hand, min_stock }) => Number(on_hand) < Number(min_stock)).length} | ${price?.price}`
  })
  const lying = await report('stock-across-stores', {})
  assert.deepEqual(told(lying, 'Part', 'Stores short of it', 'Price'), short.sort())
  for (const [part, found] of stock) {
    const row = lying.rows.find(([name]) => name?.text === part)
    assert.ok(Math.abs(Number(row?.[2]?.text) - sum(found, 'on_hand')) < 0.051, part)
  }

  // A file has money as people write it; the chart and the table take cents from the same answer.
  const file = (await browser.ask(`/api/reports/sales-by-store-and-month/csv?${new URLSearchParams(year)}`)).text
  const amounts = file
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',').at(-1) ?? '')
  assert.ok(
    amounts.every((amount) => /^-?\d+\.\d\d$/.test(amount)),
    amounts[0],
  )
  assert.equal(Math.round(amounts.reduce((total, amount) => total + Number(amount) * 100, 0)), sum(closed, 'total'))

  // The command line gives the same file.
  const commanded = await command(
    home,
    'report',
    'run',
    'sales-by-store-and-month',
    '--set',
    'from=2025-01-01',
    '--set',
    'to=2025-12-31',
    '--csv',
  )
  assert.equal(`\uFEFF${commanded.written}`, file)
  const listed = await command(home, 'report')
  assert.match(listed.lines.join('\n'), /^car-count +Car count and average repair order +from, to, store$/m)
  await assert.rejects(command(home, 'report', 'run', 'car-count', '--set', 'month=3'), (error) =>
    hasCode(error, 'USAGE'),
  )
})
