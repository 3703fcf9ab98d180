import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { shopRows } from '../transmission/replica-network.ts'
import { type CapturedShop, withShop } from './captured-shop.ts'

const OTHER = 'CREATE TABLE other (id INTEGER PRIMARY KEY, a); INSERT INTO other VALUES (1, 1)'

/** Another program at the shop's database file. */
function otherProgram(shop: CapturedShop, options = {}): DatabaseSync {
  return new DatabaseSync(shop.store.shop.location() as string, options)
}

/** The shop's program has functions of its own. */
function giveFunctions(shop: CapturedShop): void {
  const { shop: program } = shop.store
  program.function('title_sort', { deterministic: true }, (name) => String(name).toLowerCase().replace(/^the /, ''))
  program.function('regexp', { deterministic: true }, (pattern, text) =>
    Number(new RegExp(String(pattern)).test(String(text))),
  )
  program.function('next_code', () => 'code')
}

/** Every connection reads the schema again. */
const BUMP = 'CREATE TABLE bump (x); DROP TABLE bump'

/** Puts `unicase`, a collation that nobody has, in the place of NOCASE, as if a program that has it had made the table. */
function inOwnCollation(shop: CapturedShop, create: string): void {
  const program = otherProgram(shop, { defensive: false })
  program.exec(`${create}; PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(sql, 'NOCASE', 'unicase') WHERE name = 't'; PRAGMA writable_schema = OFF; ${BUMP}`)
  program.close()
}

const nextSend = async (shop: CapturedShop) => {
  const sent = await shop.send()
  return { sent, refused: (await shop.store.replica.refusedTables()).map(({ table, why }) => [table, why.code]) }
}

test('captured: a program that takes no double-quoted strings writes a table whose index has one', () =>
  withShop(OTHER, async (shop) => {
    const lenient = otherProgram(shop, { enableDoubleQuotedStringLiterals: true })
    lenient.exec(`CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT NOT NULL DEFAULT "open", n INT);
      CREATE UNIQUE INDEX u ON orders (n) WHERE status = "open"; CREATE UNIQUE INDEX v ON orders (n || "x");
      INSERT INTO orders VALUES (1, "open", 1), (2, "closed", 5)`)
    lenient.close()
    await shop.send()
    shop.exec(
      `INSERT INTO orders VALUES (3, 'open', 3); REPLACE INTO orders VALUES (4, NULL, 1); UPDATE orders SET n = 9 WHERE id = 2`,
    )
    assert.deepEqual(await shop.send(), { insert: 2, update: 1, delete: 1 })
    await shop.agrees('orders', 'other')
  }))

test('captured: a program without the functions that an index uses still updates other columns', () =>
  withShop(OTHER, async (shop) => {
    giveFunctions(shop)
    shop.exec(`CREATE TABLE books (id INTEGER PRIMARY KEY, name TEXT, shelf INT, price REAL);
      CREATE UNIQUE INDEX by_title ON books (title_sort(name));
      CREATE UNIQUE INDEX on_shelf ON books (shelf) WHERE name REGEXP '^T';
      INSERT INTO books VALUES (1, 'The Hobbit', 1, 10), (2, 'Emma', 1, 11), (3, 'Titus', 2, 12)`)
    await shop.send()
    shop.exec(`REPLACE INTO books VALUES (4, 'hobbit', 5, 1); UPDATE OR REPLACE books SET shelf = 9, name = 'Ten' WHERE id = 2;
      REPLACE INTO books VALUES (5, 'Trio', 2, 5)`)
    assert.deepEqual(await shop.send(), { insert: 2, update: 1, delete: 2 })
    const plain = otherProgram(shop)
    plain.exec('UPDATE books SET price = 99 WHERE id = 4')
    plain.close()
    assert.deepEqual(await shop.send(), { update: 1 })
    await shop.agrees('books', 'other')
  }))

test('captured: a default that calls a function of the program stands in no statement of another program', () =>
  withShop(OTHER, async (shop) => {
    giveFunctions(shop)
    shop.exec(`CREATE TABLE parts (id INTEGER PRIMARY KEY, code TEXT NOT NULL DEFAULT (next_code()) UNIQUE, a);
      INSERT INTO parts VALUES (1, 'one', 1)`)
    await shop.send()
    const plain = otherProgram(shop)
    plain.exec(`INSERT INTO parts VALUES (2, 'two', 2); UPDATE parts SET a = 5 WHERE id = 2`)
    plain.close()
    shop.exec(`REPLACE INTO parts VALUES (3, 'one', 3)`)
    assert.deepEqual(await shop.send(), { insert: 2, delete: 1 })
    shop.exec(`INSERT INTO parts (id, a) VALUES (4, 4); REPLACE INTO parts VALUES (5, NULL, 5)`)
    assert.deepEqual(await shop.send(), { insert: 1 })
    await shop.agrees('parts', 'other')
  }))

for (const [what, create] of [
  ['a key', 'CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY, a)'],
  ['a column of a WITHOUT ROWID table', 'CREATE TABLE t (k INTEGER PRIMARY KEY, a TEXT COLLATE NOCASE) WITHOUT ROWID'],
] as const)
  test(`captured: ${what} in a collation of the program: the table is named and left out, and everything else goes on`, () =>
    withShop(OTHER, async (shop) => {
      inOwnCollation(shop, `${create}; CREATE TABLE child (id INTEGER PRIMARY KEY, k REFERENCES t)`)
      shop.exec('PRAGMA foreign_keys = OFF; INSERT INTO other VALUES (2, 2); INSERT INTO child VALUES (1, NULL)')
      const { sent, refused } = await nextSend(shop)
      assert.deepEqual(sent, { insert: 2 })
      assert.deepEqual(refused, [['t', 'TABLE_NOT_REPLICABLE']])
      await shop.network.officeRows(`UPDATE other SET a = 7 WHERE id = 1`)
      await shop.send()
      assert.deepEqual(shopRows(shop.store, 'SELECT a FROM other WHERE id = 1')[0]?.a, 7n)
      await shop.agrees('other', 'child')
    }))

test('captured: a column in a collation of the program transmits', () =>
  withShop(OTHER, async (shop) => {
    inOwnCollation(
      shop,
      `CREATE TABLE t (k INTEGER PRIMARY KEY, name TEXT COLLATE NOCASE UNIQUE, a); INSERT INTO t VALUES (1, 'x', 1)`,
    )
    await shop.send()
    shop.exec('UPDATE t SET a = 2')
    assert.deepEqual(await nextSend(shop), { sent: { update: 1 }, refused: [] })
    await shop.agrees('t')
  }))

test('captured: a captured table that gets its key in a collation of the program waits, and what arrives for it is kept', () =>
  withShop(
    `${OTHER}; CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY NOT NULL, a); INSERT INTO t VALUES ('x', 1)`,
    async (shop) => {
      inOwnCollation(shop, 'SELECT 1')
      await shop.network.officeRows(`UPDATE t SET a = 5`)
      await shop.network.officeRows(`UPDATE other SET a = 5`)
      const { refused } = await nextSend(shop)
      assert.deepEqual(refused, [['t', 'TABLE_NOT_REPLICABLE']])
      assert.deepEqual(shopRows(shop.store, 'SELECT a FROM other')[0]?.a, 5n)
      const program = otherProgram(shop, { defensive: false })
      program.exec(
        `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'unicase', 'NOCASE') WHERE name = 't'; PRAGMA writable_schema = OFF; ${BUMP}`,
      )
      program.close()
      await shop.send()
      assert.deepEqual(shopRows(shop.store, 'SELECT a FROM t')[0]?.a, 5n)
      await shop.agrees('t', 'other')
    },
  ))
