import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TableSetup } from '../../src/model/replica-setup.ts'
import { withShop } from './captured-shop.ts'

const keyed = (...key: string[]) => ({ tables: { t: TableSetup.parse({ sharing: 'store', rule: 'office', key }) } })

test('a table without a key is refused with the remedy, and the shop goes on undisturbed', () =>
  withShop('CREATE TABLE t (a, b); CREATE UNIQUE INDEX u ON t (a) WHERE b', async (shop) => {
    const [refused] = await shop.store.replica.refusedTables()
    assert.equal(refused?.why.code, 'TABLE_WITHOUT_KEY')
    assert.match(refused?.why.hint ?? '', /--key/)
    shop.exec('INSERT INTO t VALUES (1, 2); UPDATE t SET a = 2')
    assert.deepEqual(await shop.send(), {})
  }))

for (const [what, index] of [
  ['nothing', ''],
  ['an index that is not unique', 'CREATE INDEX i ON t (a, b)'],
  ['a partial unique index', 'CREATE UNIQUE INDEX i ON t (a, b) WHERE c > 0'],
  ['a unique index on more columns', 'CREATE UNIQUE INDEX i ON t (a, b, c)'],
] as const)
  test(`a named key is refused where ${what} stands behind it`, () =>
    withShop(
      `CREATE TABLE t (a, b, c); ${index}`,
      async (shop) => {
        const [refused] = await shop.store.replica.refusedTables()
        assert.equal(refused?.why.code, 'TABLE_NOT_REPLICABLE')
      },
      keyed('a', 'b'),
    ))

test('a named key behind which a unique index stands is captured', () =>
  withShop(
    `CREATE TABLE t (a INTEGER, b TEXT, c); CREATE UNIQUE INDEX i ON t (b, a); INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2), (NULL, 'z', 3)`,
    async (shop) => {
      shop.exec(`REPLACE INTO t VALUES (1, 'x', 7); UPDATE t SET a = 3 WHERE b = 'y'; INSERT INTO t VALUES (NULL, 'n', 1);
        UPDATE t SET c = 9 WHERE a IS NULL`)
      assert.deepEqual(await shop.send(), { insert: 1, update: 1, delete: 1 })
      shop.exec('DELETE FROM t WHERE a IS NULL')
      await shop.agrees('t')
    },
    keyed('a', 'b'),
  ))

test('a named key of NOCASE text tells rows apart byte by byte', () =>
  withShop(
    `CREATE TABLE t (code TEXT COLLATE NOCASE NOT NULL, c); CREATE UNIQUE INDEX i ON t (code); INSERT INTO t VALUES ('abc', 1)`,
    async (shop) => {
      shop.exec(`UPDATE t SET code = 'ABC'`)
      assert.deepEqual(await shop.send(), { insert: 1, delete: 1 })
      await shop.agrees('t')
    },
    keyed('code'),
  ))

test('a NOCASE column with a binary key holds abc beside ABC', () =>
  withShop(
    `CREATE TABLE t (code TEXT COLLATE NOCASE, c, PRIMARY KEY (code COLLATE BINARY)); INSERT INTO t VALUES ('abc', 1), ('ABC', 2)`,
    async (shop) => {
      shop.exec(`UPDATE t SET c = 9 WHERE code = 'ABC' COLLATE BINARY; DELETE FROM t WHERE code = 'abc' COLLATE BINARY`)
      assert.deepEqual(await shop.send(), { update: 1, delete: 1 })
      await shop.agrees('t')
    },
  ))

for (const action of ['CASCADE', 'SET NULL', 'SET DEFAULT'])
  test(`a row that refers to itself gets another key, and ON UPDATE ${action} changes it at once: it goes as the new row that it is`, () =>
    withShop(
      `CREATE TABLE t (k TEXT PRIMARY KEY, a, parent REFERENCES t ON UPDATE ${action}); INSERT INTO t VALUES ('x', 1, 'x')`,
      async (shop) => {
        shop.exec(`UPDATE t SET k = 'y'`)
        assert.deepEqual(await shop.send(), { insert: 1, delete: 1 })
        await shop.agrees('t')
      },
    ))
