import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from './small-network.ts'

const PRICES = 'CREATE TABLE prices (code TEXT PRIMARY KEY, price INTEGER);'
const PRICED = `INSERT INTO prices VALUES ('A', 10), ('B', 20);`
const ORDERS = 'CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, note TEXT);'

const shownPrices = 'SELECT code, price FROM prices ORDER BY code'

test('office: the first store that has rows fills the table, and every store gets them', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: PRICES,
    tables: { prices: { sharing: 'office' } },
    filled: PRICED,
  })
  assert.deepEqual(await officeLines(network, shownPrices), ['A 10', 'B 20'])
  for (const store of [first, second]) assert.deepEqual(shopLines(store, shownPrices), ['A 10', 'B 20'])
  assert.deepEqual(await conflictsOf(network), [])
})

test('office: what stores change, delete or insert later is put back, and noted', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: PRICES,
    tables: { prices: { sharing: 'office', rule: 'store' } },
    filled: PRICED,
  })
  first.shop.exec(`UPDATE prices SET price = 11 WHERE code = 'A'; DELETE FROM prices WHERE code = 'B'`)
  second.shop.exec(`INSERT INTO prices VALUES ('C', 30)`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, shownPrices), ['A 10', 'B 20'])
  assert.deepEqual(await officeLines(network, shownPrices), ['A 10', 'B 20'])
  assert.deepEqual(
    (await conflictsOf(network)).map((noted) => [
      noted.rowKey,
      noted.column,
      noted.kind,
      noted.officeValue,
      noted.storeValue,
      noted.outcome,
    ]),
    [
      [`'B'`, null, 'office table', null, null, 'office'],
      [`'A'`, 'price', 'office table', 10n, 11n, 'office'],
      [`'C'`, 'price', 'office table', null, 30n, 'office'],
    ],
  )
})

test('office: a row of nothing but a key that a store inserts is taken away again, and noted', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: 'CREATE TABLE codes (code TEXT PRIMARY KEY);',
    tables: { codes: { sharing: 'office' } },
    filled: `INSERT INTO codes VALUES ('A');`,
  })
  first.shop.exec(`INSERT INTO codes VALUES ('B')`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT code FROM codes'), ['A'])
  assert.deepEqual(
    (await conflictsOf(network)).map(({ rowKey, column, kind }) => [rowKey, column, kind]),
    [[`'B'`, null, 'office table']],
  )
})

test('office: an edit at the office goes to every store', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: PRICES,
    tables: { prices: { sharing: 'office' } },
    filled: PRICED,
  })
  await atOffice(network, `UPDATE prices SET price = price + 1`)
  await atOffice(network, `DELETE FROM prices WHERE code = 'B'`)
  await atOffice(network, `INSERT INTO prices VALUES ('C', 30)`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, shownPrices), ['A 11', 'C 30'])
})

test('lookup: every other store can read the rows, with the number of their store, and follows updates and deletions', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: 'CREATE TABLE parts (code TEXT PRIMARY KEY, on_hand REAL);',
    tables: { parts: { sharing: 'lookup' } },
    filled: `INSERT INTO parts VALUES ('A', 4), ('B', 2);`,
  })
  second.shop.exec(`INSERT INTO parts VALUES ('A', 1)`)
  const elsewhere = 'SELECT store_number, code, on_hand FROM parts__all_stores ORDER BY store_number, code'
  await network.settle()
  assert.deepEqual(shopLines(second, elsewhere), ['1 A 4', '1 B 2'])
  assert.deepEqual(shopLines(first, elsewhere), ['2 A 1'])
  first.shop.exec(`UPDATE parts SET on_hand = 3.5 WHERE code = 'A'; DELETE FROM parts WHERE code = 'B'`)
  await network.settle()
  assert.deepEqual(shopLines(second, elsewhere), ['1 A 3.5'])
  assert.deepEqual(shopLines(second, 'SELECT code, on_hand FROM parts'), ['A 1'])
})

test('lookup: an edit at the office reaches the store that owns the row, and those that only read it', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: 'CREATE TABLE parts (code TEXT PRIMARY KEY, on_hand REAL);',
    tables: { parts: { sharing: 'lookup' } },
    filled: `INSERT INTO parts VALUES ('A', 4);`,
  })
  await atOffice(network, 'UPDATE parts SET on_hand = 9')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT on_hand FROM parts'), ['9'])
  assert.deepEqual(shopLines(second, 'SELECT on_hand FROM parts__all_stores'), ['9'])
})

test('store: rows of two stores under the same automatic keys never meet', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: ORDERS, tables: { orders: { sharing: 'store' } } })
  first.shop.exec(`INSERT INTO orders (total) VALUES (1), (2)`)
  second.shop.exec(`INSERT INTO orders (total) VALUES (10), (20)`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT id, total FROM orders ORDER BY id'), ['1 1', '2 2'])
  assert.deepEqual(shopLines(second, 'SELECT id, total FROM orders ORDER BY id'), ['1 10', '2 20'])
  assert.deepEqual(await officeLines(network, 'SELECT id, total FROM orders ORDER BY store_guid, id'), [
    '1 1',
    '2 2',
    '1 10',
    '2 20',
  ])
})

test('store: an edit at the office goes to the store that owns the row and to no other', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: ORDERS, tables: { orders: { sharing: 'store' } } })
  for (const { shop } of [first, second]) shop.exec('INSERT INTO orders (total) VALUES (1), (2), (3)')
  await network.settle()
  await atOffice(network, 'UPDATE orders SET total = 100 WHERE store_guid = $1 AND id = 2', first.guid)
  await atOffice(network, 'DELETE FROM orders WHERE store_guid = $1 AND id = 3', first.guid)
  await atOffice(network, 'INSERT INTO orders VALUES ($1, 4, 400, NULL)', first.guid)
  assert.deepEqual(await network.exportDown(second), [])
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT id, total FROM orders ORDER BY id'), ['1 1', '2 100', '4 400'])
  assert.deepEqual(shopLines(second, 'SELECT id, total FROM orders ORDER BY id'), ['1 1', '2 2', '3 3'])
})

for (const sharing of ['store', 'shared', 'lookup'] as const)
  test(`${sharing}: what a store changed does not come back to it`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema: 'CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER);',
      tables: { things: { sharing } },
      filled: `INSERT INTO things VALUES ('x', 1), ('y', 1);`,
    })
    first.shop.exec(
      `UPDATE things SET a = 2 WHERE k = 'x'; DELETE FROM things WHERE k = 'y'; INSERT INTO things VALUES ('z', 1)`,
    )
    await network.exportUp(first)
    for (const payload of first.up) await network.deliverUp(first, payload)
    const answer = await network.exportDown(first)
    assert.deepEqual(
      answer.map(({ rows, hasFile }) => ({ rows, hasFile })),
      [{ rows: 0, hasFile: false }],
    )
  })

for (const sharing of ['store', 'shared', 'lookup'] as const)
  test(`${sharing}: a table of nothing but a key is merged like any other`, async (t) => {
    const { network, first, second } = await smallNetwork(t, {
      schema: 'CREATE TABLE links (a INTEGER, b INTEGER, PRIMARY KEY (a, b));',
      tables: { links: { sharing } },
      filled: 'INSERT INTO links VALUES (1, 1), (1, 2);',
    })
    first.shop.exec(
      'DELETE FROM links WHERE b = 1; INSERT INTO links VALUES (2, 1); UPDATE links SET a = 7 WHERE b = 2',
    )
    await network.settle()
    const shown = 'SELECT a, b FROM links ORDER BY a'
    assert.deepEqual(await officeLines(network, shown), ['2 1', '7 2'])
    if (sharing === 'shared') assert.deepEqual(shopLines(second, shown), ['2 1', '7 2'])
    await atOffice(network, 'DELETE FROM links WHERE a = 7')
    await network.settle()
    assert.deepEqual(shopLines(first, shown), ['2 1'])
  })

test('columns that are left out stay at their location, on both sides', async (t) => {
  const { network, first, second } = await smallNetwork(t, {
    schema: `CREATE TABLE things (k TEXT PRIMARY KEY, a INTEGER UNIQUE, pin TEXT DEFAULT 'none');`,
    tables: { things: { sharing: 'shared', columns: { pin: { transmit: false } } } },
    filled: `INSERT INTO things VALUES ('x', 1, '4711'), ('y', 2, '4712');`,
  })
  const columns = await officeLines(network, `SELECT name FROM pragma_table_info('things')`)
  assert.ok(!columns.includes('pin'))
  assert.deepEqual(shopLines(second, 'SELECT k, a, pin FROM things ORDER BY k'), ['x 1 none', 'y 2 none'])
  second.shop.exec(`UPDATE things SET pin = '9' WHERE k = 'x'`)
  await network.settle()
  // Swapped unique values take every row out and put it back: the column must come back too.
  await atOffice(network, 'UPDATE things SET a = 3 - a')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT k, a, pin FROM things ORDER BY k'), ['x 2 4711', 'y 1 4712'])
  assert.deepEqual(shopLines(second, 'SELECT k, a, pin FROM things ORDER BY k'), ['x 2 9', 'y 1 none'])
})

test('a table that grew while the office keeps running is merged like any other', async (t) => {
  const { network, first } = await smallNetwork(t, { schema: ORDERS, tables: { orders: { sharing: 'store' } } })
  first.shop.exec('INSERT INTO orders (total) VALUES (1)')
  await network.settle()
  first.shop.exec('UPDATE orders SET total = 2')
  await network.settle()
  const newer = await network.addStore(
    3,
    `${ORDERS} ALTER TABLE orders ADD COLUMN extra INTEGER;`,
    await network.office.setup(),
  )
  newer.shop.exec('INSERT INTO orders (total, extra) VALUES (5, 50)')
  await network.settle()
  newer.shop.exec('UPDATE orders SET extra = 51')
  await network.settle()
  assert.deepEqual(await officeLines(network, 'SELECT total, extra FROM orders ORDER BY total'), ['2 null', '5 51'])
})
