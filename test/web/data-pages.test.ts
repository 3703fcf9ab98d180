import assert from 'node:assert/strict'
import type { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import type { DataFilter, DataPage, DataRow, DataTables, RowSaved, WholeRow } from '../../src/web/contract/data.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { Cell } from '../../src/web/contract/words.ts'
import type { Browser } from './browser.ts'
import { network } from './network.ts'
import { servedHome, signedIn } from './served-office.ts'

const text = (value: string): Cell => ({ type: 'text', text: value })
const integer = (value: string | number): Cell => ({ type: 'integer', text: String(value) })
const none: Cell = { type: 'null', text: '' }

const shopTables = `
  CREATE TABLE parts (
    code TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, price INTEGER CHECK (price >= 0), bin TEXT, photo BLOB
  );
  CREATE INDEX parts_by_price ON parts (price);
  CREATE TABLE lines (
    id INTEGER PRIMARY KEY, part TEXT REFERENCES parts (code) ON DELETE RESTRICT, count INTEGER NOT NULL, note TEXT
  );
  CREATE TABLE payments (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT;
  INSERT INTO parts VALUES ('A-1', 'Oil filter', 900, NULL, NULL), ('A-2', 'Öl', 900, '', x'00ff'),
    ('B-1', 'Belt 10%', 4500, 'R1', zeroblob(2000)), ('B-2', 'Big "belt", long', NULL, '=cmd()', NULL);
  INSERT INTO lines VALUES (1, 'A-1', 2, 'urgent'), (9007199254740993, 'B-1', 1, NULL);
  INSERT INTO payments VALUES (1, 500);`

async function pages(t: TestContext, role: 'office' | 'store', fill = (shop: DatabaseSync) => shop.exec(shopTables)) {
  const places = await network(t, {}, fill)
  await places.transmit('store')
  await places.transmit('office')
  const served = await servedHome(t, role === 'office' ? places.office : places.store)
  const browser = await signedIn(served)
  return { ...places, served, browser }
}

const pageOf = async (browser: Browser, table: string, query: Record<string, string | number> = {}) => {
  const parameters = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const { status, body, text } = await browser.ask<DataPage>(`/api/data/${table}?${parameters}`)
  assert.equal(status, 200, text)
  return body
}
const filtered = (...filters: DataFilter[]) => ({ filter: JSON.stringify(filters) })
const first = ({ cells }: DataRow) => cells[0]?.text

/** All rows of a table, page by page. */
async function walk(browser: Browser, table: string, query: Record<string, string | number>): Promise<DataRow[]> {
  const rows: DataRow[] = []
  let after: string | null = ''
  for (let n = 0; after !== null && n < 1000; n++) {
    const page: DataPage = await pageOf(browser, table, { ...query, ...(after === '' ? {} : { after }) })
    rows.push(...page.rows)
    after = page.next
  }
  return rows
}

test('tables are listed as they are at the office and at a store', async (t) => {
  const { browser } = await pages(t, 'office')
  const { tables } = (await browser.ask<DataTables>('/api/data/tables')).body
  const parts = tables.find(({ name }) => name === 'parts')
  assert.deepEqual([parts?.rows, parts?.perStore, parts?.editable, parts?.sharing], [4, true, true, 'store'])
  assert.deepEqual(
    parts?.columns.map(({ name, key, notNull }) => [name, key, notNull]),
    [
      ['code', true, true],
      ['name', false, true],
      ['price', false, false],
      ['bin', false, false],
      ['photo', false, false],
    ],
  )
  const unknown = await browser.ask<ErrorBody>('/api/data/nothing')
  assert.deepEqual([unknown.status, unknown.body.code], [404, 'TABLE_UNKNOWN'])
})

for (const role of ['office', 'store'] as const) {
  test(`rows are paged, sorted, filtered and searched without losing a value at the ${role}`, async (t) => {
    const { browser } = await pages(t, role)
    const lines = await pageOf(browser, 'lines')
    assert.deepEqual(lines.rows[1]?.cells, [integer('9007199254740993'), text('B-1'), integer(1), none])
    assert.equal(lines.rows[0]?.store?.number, role === 'office' ? '7' : undefined)
    const parts = await pageOf(browser, 'parts')
    assert.deepEqual([parts.rows.length, parts.total, parts.next], [4, 4, null])
    assert.deepEqual(parts.rows[1]?.cells[4], { type: 'blob', text: 'AP8=' })
    assert.deepEqual(parts.rows[2]?.cut, [4], 'long bytes are cut, and marked so')
    const whole = await browser.ask<WholeRow>(`/api/data/parts/row?id=${parts.rows[2]?.id}`)
    assert.equal(whole.body.row.cells[4]?.text.length, Math.ceil(2000 / 3) * 4)

    const prices = async (sort: string) => (await walk(browser, 'parts', { sort, limit: 1 })).map(first)
    assert.deepEqual(await prices('price'), ['B-2', 'A-1', 'A-2', 'B-1'])
    assert.deepEqual(await prices('-price'), ['B-1', 'A-2', 'A-1', 'B-2'])
    assert.deepEqual(await prices('-code'), ['B-2', 'B-1', 'A-2', 'A-1'])
    assert.deepEqual(await prices('bin'), ['A-1', 'A-2', 'B-2', 'B-1'])

    const fits = async (query: Record<string, string>) => (await pageOf(browser, 'parts', query)).rows.map(first)
    const filter = (operator: DataFilter['operator'], value: string, column = 'price') =>
      fits(filtered({ column, operator, value }))
    assert.deepEqual(await filter('is', '900'), ['A-1', 'A-2'])
    assert.deepEqual(await filter('is not', '900'), ['B-1', 'B-2'])
    assert.deepEqual(await filter('more', '900'), ['B-1'])
    assert.deepEqual(await filter('at most', '900'), ['A-1', 'A-2'])
    assert.deepEqual(await filter('empty', ''), ['B-2'])
    assert.deepEqual(await filter('empty', '', 'bin'), ['A-1', 'A-2'])
    assert.deepEqual(await filter('contains', '10%', 'name'), ['B-1'], 'a percent sign is a percent sign')
    assert.deepEqual(await filter('begins with', 'big', 'name'), ['B-2'])
    assert.deepEqual(await fits({ search: 'belt long' }), ['B-2'], 'every word has to stand in it')
    const odd = await browser.ask<ErrorBody>(`/api/data/parts?filter=${encodeURIComponent('{"drop":1}')}`)
    assert.deepEqual([odd.status, Object.keys(odd.body.fields ?? {})], [400, ['filter']])
    assert.equal((await browser.ask('/api/data/parts?sort=nothing')).status, 400)
    assert.equal((await browser.ask('/api/data/parts?after=nothing')).status, 400)
  })
}

test('an edit at a store is checked by its database, named at its column, and travels', async (t) => {
  const { browser, shop, served, transmit } = await pages(t, 'store')
  const { rows } = await pageOf(browser, 'parts')
  const [oil] = rows
  assert.ok(oil)
  const put = (values: Record<string, Cell>, before: Record<string, Cell> = {}) =>
    browser.put<ErrorBody & RowSaved>('/api/data/parts', { id: oil.id, values, before })
  const fieldOf = async (values: Record<string, Cell>) => {
    const { status, body } = await put(values)
    return [status, body.code, body.fields]
  }
  const refused = (fields: Record<string, string>) => [422, 'DATABASE_REFUSED', fields]
  assert.deepEqual(
    await fieldOf({ name: text('Öl') }),
    refused({ name: 'another row has this value, and it has to be unique' }),
  )
  assert.deepEqual(await fieldOf({ name: none }), refused({ name: 'it must have a value' }))
  assert.deepEqual(await fieldOf({ price: integer(-1) }), refused({ price: 'the database demands: price >= 0' }))
  assert.deepEqual(await fieldOf({ code: none }), refused({ code: 'it must have a value' }))
  const line = { part: text('nowhere'), count: integer(1) }
  const orphan = await browser.post<ErrorBody>('/api/data/lines', { values: line })
  assert.deepEqual(orphan.body.fields, { part: 'there is no such row in parts' })
  const typed = await browser.post<ErrorBody>('/api/data/payments', { values: { amount: text('ten') } })
  assert.deepEqual(typed.body.fields, { amount: 'the database cannot store TEXT value here' })
  const needed = await browser.ask<ErrorBody>('/api/data/parts', { method: 'DELETE', body: { id: oil.id } })
  assert.deepEqual([needed.status, needed.body.message], [422, 'Rows of other tables still refer to this one.'])

  const before = { price: integer(900) }
  const saved = await put({ price: integer(950) }, before)
  assert.deepEqual([saved.status, saved.body.row?.cells[2]], [200, integer(950)])
  const late = await put({ price: integer(990) }, before)
  assert.deepEqual([late.status, late.body.code], [409, 'ROW_CHANGED'])
  const added = await browser.post<RowSaved>('/api/data/lines', { values: { part: text('A-2'), count: integer(3) } })
  assert.deepEqual(added.body.row.cells[0], integer('9007199254740994'), 'the database numbers the row')
  const gone = await browser.ask('/api/data/lines', { method: 'DELETE', body: { id: added.body.row.id } })
  assert.equal(gone.status, 200)
  const again = await browser.ask<ErrorBody>('/api/data/lines', { method: 'DELETE', body: { id: added.body.row.id } })
  assert.deepEqual([again.status, again.body.code], [409, 'ROW_CHANGED'])
  assert.equal(shop.prepare(`SELECT price FROM parts WHERE code = 'A-1'`).get()?.price, 950)

  await served.close()
  const { sent } = await transmit('store')
  assert.equal(sent.rows, 1, 'the edit was captured, and nothing else')
})

test('an edit at the office demands what the store would demand, and goes to that store', async (t) => {
  const { browser, shop, served, transmit } = await pages(t, 'office')
  const { rows } = await pageOf(browser, 'parts')
  const [oil] = rows
  const store = oil?.store?.guid
  const post = (values: Record<string, Cell>, whose?: string) =>
    browser.post<ErrorBody & RowSaved>('/api/data/parts', { values, ...(whose ? { store: whose } : {}) })
  assert.deepEqual((await post({ code: text('C'), name: text('Clip') })).body.fields, { store: 'choose a store' })
  assert.deepEqual((await post({ code: text('C') }, store)).body.fields, { name: 'it must have a value' })
  const taken = await post({ code: text('A-1'), name: text('Clip') }, store)
  assert.deepEqual(Object.keys(taken.body.fields ?? {}), ['code'])
  assert.equal((await post({ code: text('C'), name: text('Clip'), price: integer(5) }, store)).status, 200)
  const changed = await browser.put<RowSaved>('/api/data/parts', {
    id: oil?.id,
    values: { price: integer(1000) },
    before: { price: integer(900) },
  })
  assert.equal(changed.status, 200)
  await served.close()
  await transmit('office')
  await transmit('store')
  const prices = shop.prepare(`SELECT code, price FROM parts WHERE code IN ('A-1', 'C') ORDER BY code`).all()
  assert.deepEqual(
    prices.map(({ code, price }) => [code, price]),
    [
      ['A-1', 1000],
      ['C', 5],
    ],
  )
})

test('a CSV file holds every row that fits, and no formula', async (t) => {
  const { browser } = await pages(t, 'office')
  const file = await browser.ask('/api/data/parts/csv?sort=-code')
  assert.match(String(file.headers['content-type']), /^text\/csv/)
  assert.match(String(file.headers['content-disposition']), /attachment; filename="parts.csv"/)
  assert.equal(
    file.text,
    '\uFEFFStore,Store name,code,name,price,bin,photo\r\n' +
      `0000007,Elm Street,B-2,"Big ""belt"", long",,"'=cmd()",\r\n` +
      `0000007,Elm Street,B-1,Belt 10%,4500,R1,${Buffer.alloc(2000).toString('base64')}\r\n` +
      '0000007,Elm Street,A-2,Öl,900,"",AP8=\r\n' +
      '0000007,Elm Street,A-1,Oil filter,900,,\r\n',
  )
  assert.equal((await browser.ask('/api/data/nothing/csv')).status, 404)
})

test('many rows are walked through in every order, each row once', async (t) => {
  const many = (shop: DatabaseSync) =>
    shop.exec(`CREATE TABLE visits (id TEXT PRIMARY KEY NOT NULL, kind TEXT, seen INTEGER);
      CREATE INDEX visits_by_kind ON visits (kind);
      WITH RECURSIVE n (v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 6000)
      INSERT INTO visits SELECT 'v' || v, CASE v % 3 WHEN 0 THEN NULL WHEN 1 THEN 'new' ELSE 'old' END, v % 241 FROM n`)
  for (const role of ['store', 'office'] as const) {
    const { browser, served } = await pages(t, role, many)
    for (const sort of ['', 'kind', '-kind', 'seen']) {
      const filter = filtered({ column: 'seen', operator: 'is', value: '7' })
      const rows = await walk(browser, 'visits', { sort, limit: 20, ...filter })
      assert.equal(new Set(rows.map(({ id }) => id)).size, 25, `${role} ${sort}`)
      assert.equal(rows.length, 25, `${role} ${sort}`)
    }
    const rows = await walk(browser, 'visits', { sort: '-kind', limit: 500 })
    assert.equal(new Set(rows.map(({ id }) => id)).size, 6_000, role)
    await served.close()
  }
})
