import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atOffice, numbers, shopLines, smallNetwork } from '../merge/small-network.ts'
import { assertEqualEverywhere } from './equal-everywhere.ts'

const TABLES: Record<string, string> = {
  items: 'code TEXT PRIMARY KEY NOT NULL, name TEXT, price NUMERIC(10, 2)',
  stock: 'code TEXT PRIMARY KEY NOT NULL, quantity INTEGER NOT NULL DEFAULT 0',
  moves: 'id INTEGER PRIMARY KEY, code TEXT, quantity INTEGER',
  customers: 'id INTEGER PRIMARY KEY, name TEXT, orders INTEGER NOT NULL DEFAULT 0',
  orders: `id INTEGER PRIMARY KEY, customer INTEGER, status TEXT DEFAULT 'open', total NUMERIC NOT NULL DEFAULT 0`,
  lines: 'id INTEGER PRIMARY KEY AUTOINCREMENT, o INTEGER, code TEXT, amount NUMERIC',
  invoices: 'no TEXT PRIMARY KEY NOT NULL, o INTEGER, total NUMERIC, closed INTEGER DEFAULT 0',
}
const SHARING = {
  items: 'shared',
  stock: 'store',
  moves: 'store',
  customers: 'store',
  orders: 'store',
  lines: 'store',
  invoices: 'store',
} as const

const EVENTS = { insert: 'NEW', update: 'NEW', delete: 'OLD' }

/** What such a program does to every table: a journal that stays in the shop, and stamps. */
const everyTable = Object.keys(TABLES).flatMap((table) => [
  ...Object.entries(EVENTS).map(
    ([event, row]) =>
      `CREATE TRIGGER ${table}_journal_${event} AFTER ${event} ON ${table} BEGIN
         INSERT OR IGNORE INTO journal (what, row) VALUES ('${table} ${event}', ${row}.rowid); END`,
  ),
  `CREATE TRIGGER ${table}_made AFTER INSERT ON ${table} WHEN NEW.made IS NULL BEGIN
     UPDATE ${table} SET made = strftime('%s', 'now') WHERE rowid = NEW.rowid; END`,
  `CREATE TRIGGER ${table}_changed AFTER UPDATE ON ${table} BEGIN
     UPDATE ${table} SET changes = changes + 1 WHERE rowid = NEW.rowid; END`,
])

const WORK = [
  `lines_total_insert AFTER INSERT ON lines BEGIN UPDATE orders SET total = total + NEW.amount WHERE id = NEW.o`,
  `lines_total_delete AFTER DELETE ON lines BEGIN UPDATE orders SET total = total - OLD.amount WHERE id = OLD.o`,
  `lines_total_update AFTER UPDATE OF amount ON lines BEGIN
     UPDATE orders SET total = total - OLD.amount + NEW.amount WHERE id = NEW.o`,
  `moves_stock_new BEFORE INSERT ON moves BEGIN INSERT INTO stock (code) VALUES (NEW.code) ON CONFLICT DO NOTHING`,
  `moves_stock_insert AFTER INSERT ON moves BEGIN UPDATE stock SET quantity = quantity + NEW.quantity WHERE code = NEW.code`,
  `moves_stock_delete AFTER DELETE ON moves BEGIN UPDATE stock SET quantity = quantity - OLD.quantity WHERE code = OLD.code`,
  `orders_lines_delete BEFORE DELETE ON orders BEGIN DELETE FROM lines WHERE o = OLD.id`,
  `orders_count AFTER INSERT ON orders BEGIN UPDATE customers SET orders = orders + 1 WHERE id = NEW.customer`,
  `orders_uncount AFTER DELETE ON orders BEGIN UPDATE customers SET orders = orders - 1 WHERE id = OLD.customer`,
  `invoice_closes AFTER UPDATE OF closed ON invoices WHEN NEW.closed = 1 BEGIN
     UPDATE orders SET status = 'invoiced' WHERE id = NEW.o`,
  `invoice_made AFTER UPDATE OF status ON orders WHEN NEW.status = 'done' BEGIN
     INSERT OR REPLACE INTO invoices (no, o, total) VALUES ('R' || NEW.id, NEW.id, NEW.total)`,
  `invoice_guard BEFORE UPDATE ON invoices WHEN OLD.closed = 1 AND NEW.total <> OLD.total BEGIN
     SELECT RAISE(ABORT, 'a closed invoice')`,
  `invoice_keep BEFORE DELETE ON invoices WHEN OLD.closed = 1 BEGIN SELECT RAISE(FAIL, 'a closed invoice')`,
].map((trigger) => `CREATE TRIGGER ${trigger}; END`)

const SCHEMA = [
  ...Object.entries(TABLES).map(
    ([name, columns]) => `CREATE TABLE ${name} (${columns}, made INTEGER, changes INTEGER NOT NULL DEFAULT 0)`,
  ),
  'CREATE TABLE journal (id INTEGER PRIMARY KEY, what TEXT, row INTEGER)',
  ...everyTable,
  ...WORK,
].join(';\n')

test('a program with dozens of triggers: edits at the office and two stores end equal, value by value', async (t) => {
  const tables = Object.fromEntries(Object.entries(SHARING).map(([name, sharing]) => [name, { sharing }]))
  const { network, stores, first } = await smallNetwork(t, { schema: `${SCHEMA};`, tables })
  assert.ok(everyTable.length + WORK.length > 40)
  first.shop.exec(`INSERT INTO items (code, name, price) ${numbers(20)} SELECT 'i' || i, 'Item ' || i, i * 1.5 FROM n`)
  await network.settle()

  for (const [i, { shop }] of stores.entries())
    shop.exec(`
      INSERT INTO customers (name) ${numbers(10)} SELECT 'Customer ${i}.' || i FROM n;
      INSERT INTO orders (customer) ${numbers(20)} SELECT i % 10 + 1 FROM n;
      INSERT INTO lines (o, code, amount) ${numbers(60)} SELECT i % 20 + 1, 'i' || (i % 20 + 1), i * 1.25 FROM n;
      INSERT INTO moves (code, quantity) ${numbers(30)} SELECT 'i' || (i % 20 + 1), i FROM n;
      UPDATE orders SET status = 'done' WHERE id % 2 = 0;
      UPDATE invoices SET closed = 1 WHERE o % 4 = 0;
      DELETE FROM orders WHERE id = 19;
      REPLACE INTO customers (id, name) VALUES (3, 'Replaced ${i}')`)
  await network.settle()
  await assertEqualEverywhere(network, SHARING)

  // the office enters a line with its total, takes an order away with its lines, and moves prices, as its own program would
  await atOffice(network, `UPDATE lines SET amount = amount + 10 WHERE o = 1`)
  await atOffice(network, `UPDATE orders SET total = total + 30 WHERE id = 1`)
  await atOffice(network, 'DELETE FROM lines WHERE o = 5')
  await atOffice(network, 'DELETE FROM orders WHERE id = 5')
  await atOffice(network, `UPDATE items SET price = price + 1 WHERE code < 'i15'`)
  for (const { shop } of stores)
    shop.exec(`
      UPDATE lines SET amount = amount + 1 WHERE o = 2; DELETE FROM moves WHERE id = 7;
      INSERT INTO lines (o, code, amount) VALUES (3, 'i3', 5); INSERT INTO moves (code, quantity) VALUES ('new', 4)`)
  await network.settle()
  await assertEqualEverywhere(network, SHARING)
  for (const store of stores) {
    const right = (sql: string) => assert.deepEqual(shopLines(store, sql), [], sql)
    right('SELECT id FROM orders WHERE total <> (SELECT coalesce(sum(amount), 0) FROM lines WHERE o = orders.id)')
    right(
      'SELECT code FROM stock WHERE quantity <> (SELECT coalesce(sum(quantity), 0) FROM moves WHERE code = stock.code)',
    )
    // the journal that stays in the shop has what the office did there
    assert.deepEqual(shopLines(store, `SELECT row FROM journal WHERE what = 'orders delete' ORDER BY row`), ['5', '19'])
  }
})
