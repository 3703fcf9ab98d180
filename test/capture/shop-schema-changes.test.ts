import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSetup, TableSetup } from '../../src/model/replica-setup.ts'
import { readContents } from '../../src/payload/contents.ts'
import { type CapturedShop, withShop } from './captured-shop.ts'

const SCHEMA = `CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2), (3, 'z', 3);
  CREATE TABLE other (id INTEGER PRIMARY KEY, a); INSERT INTO other VALUES (1, 1);`

/** The table is named with a remedy, and everything else goes on. */
async function leavesOut(shop: CapturedShop, what: RegExp): Promise<void> {
  shop.exec('UPDATE other SET a = a + 1')
  assert.deepEqual(await shop.send(), { update: 1 })
  await shop.agrees('other')
  const [left] = await shop.store.replica.refusedTables()
  assert.equal(left?.why.code, 'SCHEMA_DIFFERS')
  assert.match(left?.why.message ?? '', what)
  assert.notEqual(left?.why.hint, '')
}

test('an added column follows by itself, without values to send', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('ALTER TABLE t ADD COLUMN c')
    assert.deepEqual(await shop.send(), {})
    shop.exec(`UPDATE t SET c = 'new' WHERE id = 1; INSERT INTO t VALUES (4, 1, 1, 1)`)
    assert.deepEqual(await shop.send(), { update: 1, insert: 1 })
    await shop.agrees('t', 'other')
  }))

for (const sharing of ['store', 'lookup'] as const)
  test(`the default of an added column goes to the office, with edits before and after (${sharing})`, () =>
    withShop(
      SCHEMA,
      async (shop) => {
        shop.exec(
          `UPDATE t SET a = 'before' WHERE id = 1; INSERT INTO t VALUES (4, 'before', 4); DELETE FROM t WHERE id = 3`,
        )
        shop.exec(
          `ALTER TABLE t ADD COLUMN "the d" TEXT NOT NULL DEFAULT '007'; ALTER TABLE t ADD COLUMN e DEFAULT 1.0`,
        )
        shop.exec(`UPDATE t SET "the d" = 'after' WHERE id = 2; INSERT INTO t VALUES (5, 1, 1, 'after', NULL)`)
        assert.deepEqual(await shop.send(), { insert: 2, update: 2, delete: 1 })
        await shop.agrees('t')
      },
      { tables: { t: TableSetup.parse({ sharing, rule: 'office' }) } },
    ))

test('a column added while the office has not acknowledged, and while it sends an edit of its own', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec(`UPDATE t SET a = 'shop' WHERE id = 1`)
    await shop.sendOne()
    shop.exec(`ALTER TABLE t ADD COLUMN c DEFAULT 5; UPDATE t SET c = 6 WHERE id = 1`)
    await shop.network.office.database.run(`UPDATE t SET b = 'office'`)
    await shop.network.exportDown(shop.store)
    await shop.send()
    await shop.send()
    await shop.agrees('t')
  }))

test('a column added during the initial load', () =>
  withShop('CREATE TABLE t (id INTEGER PRIMARY KEY)', async (shop) => {
    shop.exec(`CREATE TABLE u (id INTEGER PRIMARY KEY, a);
      INSERT INTO u SELECT key, hex(randomblob(20)) FROM json_each('[${Array(6000).fill(0)}]')`)
    await shop.sendOne(50_000)
    shop.exec(`ALTER TABLE u ADD COLUMN c NOT NULL DEFAULT 'c'; UPDATE u SET a = 1 WHERE id % 100 = 0`)
    await shop.sendOne(50_000)
    shop.exec('UPDATE u SET c = 2 WHERE id % 90 = 0; DELETE FROM u WHERE id % 70 = 0')
    await shop.send(50_000)
    await shop.agrees('u')
  }))

test('a column that the replica setup leaves out, and takes in later', () =>
  withShop(
    SCHEMA,
    async (shop) => {
      shop.exec('UPDATE t SET b = 9 WHERE id = 1')
      assert.deepEqual(await shop.send(), {})
      const all = ReplicaSetup.parse({ version: 2, default: { sharing: 'store', rule: 'office' }, tables: {} })
      await shop.store.replica.database.run('UPDATE central_office_state SET replica_setup = $1', JSON.stringify(all))
      const file = shop.network.nextFile()
      await shop.store.replica.export(file, 1 << 20)
      const [update] = readContents(file).tables.filter(({ rows }) => rows > 0)
      assert.deepEqual([update?.operation, update?.rows, update?.values], ['update', 3, ['a', 'b']])
    },
    { tables: { t: TableSetup.parse({ sharing: 'store', rule: 'office', columns: { b: { transmit: false } } }) } },
  ))

test('a unique index that the shop adds is watched from the next export on', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('CREATE UNIQUE INDEX u ON t (a)')
    await shop.send()
    shop.exec(`REPLACE INTO t VALUES (9, 'x', 9)`)
    assert.deepEqual(await shop.send(), { insert: 1, delete: 1 })
    shop.exec(`DROP INDEX u`)
    await shop.send()
    shop.exec(`REPLACE INTO t VALUES (10, 'x', 9)`)
    assert.deepEqual(await shop.send(), { insert: 1 })
    await shop.agrees('t')
  }))

test('a captured column cannot be dropped: SQLite refuses, because a trigger names it', () =>
  withShop(SCHEMA, async (shop) => {
    assert.throws(() => shop.exec('ALTER TABLE t DROP COLUMN b'), /error in trigger central_office_/)
    shop.exec('UPDATE t SET b = 5 WHERE id = 1')
    assert.deepEqual(await shop.send(), { update: 1 })
    await shop.agrees('t')
  }))

test('a renamed column leaves its table out; renamed back, all that changed meanwhile goes', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec(
      `UPDATE t SET b = 8 WHERE id = 1; ALTER TABLE t RENAME COLUMN b TO c; UPDATE t SET c = 9 WHERE id = 2; INSERT INTO t VALUES (4, 4, 4)`,
    )
    await leavesOut(shop, /column b of the table t/)
    shop.exec('ALTER TABLE t RENAME COLUMN c TO b')
    assert.deepEqual(await shop.send(), { update: 2, insert: 1 })
    await shop.agrees('t')
    assert.deepEqual(await shop.store.replica.refusedTables(), [])
  }))

test('a renamed table is left out and not taken for a new one; renamed back, all that changed meanwhile goes', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('ALTER TABLE t RENAME TO u; UPDATE u SET a = 9 WHERE id = 2')
    await leavesOut(shop, /table t is gone or has another name/)
    shop.exec('ALTER TABLE u RENAME TO t; DELETE FROM t WHERE id = 1')
    assert.deepEqual(await shop.send(), { update: 1, delete: 1 })
    await shop.agrees('t')
  }))

test('a dropped table is left out, and another in its place is not taken for it', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('UPDATE t SET a = 1; DROP TABLE t')
    await leavesOut(shop, /table t is gone/)
    shop.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)')
    await leavesOut(shop, /rebuilt/)
  }))

for (const [what, anew, message] of [
  ['type', 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b)', /column a of the table t has another type/],
  ['key', 'CREATE TABLE t (id INTEGER, a, b, PRIMARY KEY (id, a))', /key of the table t was id and is id, a/],
  ['kind of key', 'CREATE TABLE t (id INT PRIMARY KEY, a, b)', /column id of the table t has another type/],
  ['missing key', 'CREATE TABLE t (id INTEGER, a, b)', /key of the table t was id and is missing/],
] as const)
  test(`a changed ${what} leaves the table out`, () =>
    withShop(SCHEMA, async (shop) => {
      shop.exec(`ALTER TABLE t RENAME TO old; ${anew}; INSERT INTO t SELECT * FROM old; DROP TABLE old`)
      await leavesOut(shop, message)
    }))

test('what the office sends for a table that is left out is held, and applied once the table is back', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('ALTER TABLE t RENAME COLUMN b TO c')
    await shop.network.office.database.run(`UPDATE t SET b = 'office' WHERE id = 1`)
    await shop.network.office.database.run(`DELETE FROM t WHERE id = 2`)
    await shop.send()
    assert.equal(await shop.store.replica.parkedRows(), 2)
    shop.exec('ALTER TABLE t RENAME COLUMN c TO b')
    await shop.network.office.database.run('UPDATE other SET a = 6')
    await shop.send()
    await shop.network.office.database.run(`UPDATE t SET a = 'office' WHERE id = 3`)
    await shop.send()
    assert.equal(await shop.store.replica.parkedRows(), 0)
    await shop.agrees('t')
  }))

test('a payload that was not sealed is taken back although its table is left out by then', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('UPDATE t SET a = 5 WHERE id = 1')
    await shop.store.replica.export(shop.network.nextFile(), 1 << 20)
    shop.exec('ALTER TABLE t RENAME COLUMN b TO c')
    assert.notDeepEqual(await shop.store.replica.takeBackUnsealed(), [])
    shop.exec('ALTER TABLE t RENAME COLUMN c TO b')
    assert.deepEqual((await shop.send()).update, 1)
    await shop.agrees('t')
  }))
