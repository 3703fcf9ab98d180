import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withShop } from './captured-shop.ts'

const long = 'n'.repeat(120)
const NAMES = [
  'order',
  'new',
  'OLD',
  'select',
  'live',
  'excluded',
  'evicted',
  's',
  'a"b',
  "it's",
  'two words',
  'Überstunden',
  'наряд',
  '🚗',
  '[x]',
  '`y`',
  'a.b',
  '-- no comment',
  'a;b',
  '%',
  'central office',
  'pending_1',
  '1',
  `${long}1`,
  `${long}2`,
]
const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

test('tables of any name are captured, similar long ones apart from each other', () =>
  withShop(
    NAMES.map(
      (name) =>
        `CREATE TABLE ${quote(name)} (id INTEGER PRIMARY KEY, u UNIQUE, a); INSERT INTO ${quote(name)} VALUES (1, 1, 'x'), (2, 2, 'y');`,
    ).join('\n'),
    async (shop) => {
      await shop.agrees(...NAMES)
      for (const name of NAMES.map(quote))
        shop.exec(`REPLACE INTO ${name} VALUES (3, 1, 'z'); UPDATE ${name} SET a = 'w' WHERE id = 2`)
      assert.deepEqual(await shop.send(), { insert: NAMES.length, update: NAMES.length, delete: NAMES.length })
      await shop.agrees(...NAMES)
    },
  ))

test('columns of any name are captured', () => {
  const others = [...NAMES, 'rowid', 'store_guid', 'oid']
  return withShop(
    `CREATE TABLE t (${others.map((name) => `${quote(name)} TEXT`).join(', ')}, PRIMARY KEY (${quote('a"b')}, "select"), UNIQUE ("new", ${quote("it's")}));`,
    async (shop) => {
      const row = others.map(() => '?').join(', ')
      shop.run(`INSERT INTO t VALUES (${row})`, ...others.map((name) => `1 ${name}`))
      shop.run(`INSERT INTO t VALUES (${row})`, ...others.map((name) => `2 ${name}`))
      await shop.send()
      await shop.agrees('t')
      for (const name of others) shop.exec(`UPDATE t SET ${quote(name)} = ${quote(name)} || '!' WHERE "new" = '1 new'`)
      shop.run(`REPLACE INTO t VALUES (${row})`, ...others.map((name) => (name === 'select' ? 'x' : `2 ${name}`)))
      await shop.send()
      await shop.agrees('t')
    },
  )
})

test('columns called rowid and oid do not get in the way of a load, nor of an update', () =>
  withShop('CREATE TABLE other (id INTEGER PRIMARY KEY)', async (shop) => {
    shop.exec(`CREATE TABLE t (k TEXT PRIMARY KEY, rowid, oid) WITHOUT ROWID;
        INSERT INTO t SELECT 'k' || key, -key, 1 FROM json_each('[${Array(5000).fill(0)}]')`)
    assert.deepEqual(await shop.send(), { insert: 5000 })
    shop.exec('UPDATE t SET rowid = 2, oid = 2')
    assert.deepEqual(await shop.send(), { update: 5000 })
    await shop.agrees('t')
  }))

test('types of any text: a quoted one arrives as the plain type that keeps values alike', () =>
  withShop(
    `CREATE TABLE t (id "INTEGER); DROP TABLE x; --" PRIMARY KEY, a "NOT NULL", b "TEXT CHECK (0)", c [UNSIGNED BIG INT], d "PRIMARY KEY")`,
    async (shop) => {
      shop.exec(`INSERT INTO t VALUES ('1', '1', '1', '1', '1'), (2, NULL, NULL, NULL, NULL)`)
      await shop.send()
      await shop.agrees('t')
    },
  ))

test('a table whose names are too long to be transmitted is refused, and the shop goes on undisturbed', () =>
  withShop(
    `CREATE TABLE t (id INTEGER PRIMARY KEY, "${'c'.repeat(201)}"); CREATE TABLE ok (id INTEGER PRIMARY KEY)`,
    async (shop) => {
      const [refused] = await shop.store.replica.refusedTables()
      assert.equal(refused?.why.code, 'TABLE_NOT_REPLICABLE')
      shop.exec('INSERT INTO t VALUES (1, 2); INSERT INTO ok VALUES (1)')
      assert.deepEqual(await shop.send(), { insert: 1 })
      await shop.agrees('ok')
    },
  ))
