import assert from 'node:assert/strict'
import { test } from 'node:test'
import { switchCaptureOff } from '../../src/capture/capture-off.ts'
import { switchCaptureOn } from '../../src/capture/capture-on.ts'
import { hasCode } from '../../src/model/errors.ts'
import { type ReplicaSetup, TableSetup } from '../../src/model/replica-setup.ts'
import { type CapturedShop, withShop } from './captured-shop.ts'

const SCHEMA = `CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);
  INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 2), (3, 'z', 3), (4, 'w', 4);
  CREATE TABLE other (id INTEGER PRIMARY KEY, a); INSERT INTO other VALUES (1, 1);`

const DAY = 24 * 3600_000

const setupIn = async (shop: CapturedShop): Promise<ReplicaSetup> => (await shop.store.replica.state()).setup

const off = async (shop: CapturedShop, names: string[] = [], now = Date.now()) => {
  const { database } = shop.store.replica
  return database.transaction(async () => switchCaptureOff(database, await setupIn(shop), names, now))
}

const on = async (shop: CapturedShop, names: string[] = []) => {
  const { database } = shop.store.replica
  return database.transaction(async () => switchCaptureOn(database, await setupIn(shop), names, Date.now() + 1000))
}

/** The conflict records, which are cleared: row, column, the office's value, the store's, who won. */
async function settled(shop: CapturedShop): Promise<string[]> {
  const found = await shop.network.officeRows(
    `SELECT row_key || ' ' || column_name || ' ' || quote(office_value) || ' ' || quote(store_value) || ' ' || outcome AS text
     FROM central_office_conflicts ORDER BY row_key, column_name`,
  )
  await shop.network.office.database.run('DELETE FROM central_office_conflicts')
  return found.map(({ text }) => String(text))
}

const whyLeftOut = async (shop: CapturedShop) => (await shop.store.replica.refusedTables()).map(({ why }) => why)

/** What other programs see of this program's own tables. */
const ownTables = (shop: CapturedShop): unknown[] =>
  shop.store.shop
    .prepare(`SELECT name FROM sqlite_schema WHERE name LIKE 'central_office_before%'`)
    .all()
    .map(({ name }) => name)

test('a column is dropped with capture off, and all that changed meanwhile goes afterwards, images and all', () =>
  withShop(SCHEMA, async (shop) => {
    assert.deepEqual(await off(shop, ['t']), [{ table: 't', rows: 4 }])
    shop.exec(`UPDATE t SET a = 'changed' WHERE id = 1; ALTER TABLE t DROP COLUMN b;
      DELETE FROM t WHERE id = 2; INSERT INTO t VALUES (5, 'new'); UPDATE t SET a = a WHERE id = 3`)
    const { on: taken } = await on(shop)
    assert.deepEqual(taken, [{ table: 't', by: 'copy', changes: { inserted: 1, updated: 1, deleted: 1 } }])
    assert.deepEqual(ownTables(shop), [])
    assert.deepEqual(await shop.send(), { insert: 1, update: 1, delete: 1 })
    shop.exec(`UPDATE t SET a = 'later' WHERE id = 4`)
    assert.deepEqual(await shop.send(), { update: 1 })
    await shop.agrees('t', 'other')
    assert.deepEqual(await whyLeftOut(shop), [])
  }))

test('while capture is off, other tables go on, and every transmission says so', () =>
  withShop(SCHEMA, async (shop) => {
    await off(shop, ['t'])
    shop.exec('UPDATE other SET a = 2; UPDATE t SET a = 9')
    assert.deepEqual(await shop.send(), { update: 1 })
    const [why] = await whyLeftOut(shop)
    assert.ok(hasCode(why, 'CAPTURE_OFF'))
    assert.match(why.hint, /central-office capture on t/)
  }))

test('a switch that was forgotten for days is told so', () =>
  withShop(SCHEMA, async (shop) => {
    await off(shop, ['t'], Date.now() - 5.5 * DAY)
    const [why] = await whyLeftOut(shop)
    assert.match(why?.message ?? '', /off for 5 days/)
  }))

test('a table that is off already stays as it is, and one that is not captured is unknown', () =>
  withShop(SCHEMA, async (shop) => {
    await off(shop, ['t'])
    shop.exec('DELETE FROM t WHERE id = 1')
    assert.deepEqual(await off(shop), [{ table: 'other', rows: 1 }])
    const { on: taken } = await on(shop)
    assert.deepEqual(
      taken.map(({ table, changes }) => [table, changes]),
      [
        ['other', { inserted: 0, updated: 0, deleted: 0 }],
        ['t', { inserted: 0, updated: 0, deleted: 1 }],
      ],
    )
    await assert.rejects(off(shop, ['nothing']), (error) => hasCode(error, 'TABLE_UNKNOWN'))
    await assert.rejects(on(shop, ['nothing']), (error) => hasCode(error, 'TABLE_UNKNOWN'))
    assert.deepEqual((await on(shop)).on, [])
  }))

test('an edit from before capture went off keeps its older image', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec(`UPDATE t SET a = 'first' WHERE id = 1; INSERT INTO t VALUES (5, 5, 5); DELETE FROM t WHERE id = 2`)
    await off(shop)
    shop.exec(`UPDATE t SET a = 'second' WHERE id = 1; DELETE FROM t WHERE id = 5; INSERT INTO t VALUES (2, 'back', 2)`)
    await on(shop)
    assert.deepEqual(await shop.send(), { update: 2 })
    await shop.agrees('t')
  }))

test('what the office changed meanwhile meets what the shop changed, column by column', () =>
  withShop(
    SCHEMA,
    async (shop) => {
      await off(shop)
      shop.exec(`UPDATE t SET a = 'shop' WHERE id = 1; UPDATE t SET a = 'shop' WHERE id = 2`)
      const { database } = shop.network.office
      await database.run(`UPDATE t SET a = 'office' WHERE id = 1`)
      await database.run(`UPDATE t SET b = 'office' WHERE id = 2`)
      await shop.network.exportDown(shop.store)
      await shop.send()
      await on(shop)
      await shop.send()
      await shop.send()
      assert.deepEqual(
        (await shop.network.officeRows('SELECT base, office_value, store_value FROM central_office_conflicts')).map(
          (row) => ({ ...row }),
        ),
        [{ base: 'x', office_value: 'office', store_value: 'shop' }],
      )
      await database.run('DELETE FROM central_office_conflicts')
      await shop.agrees('t')
      assert.deepEqual(
        shop.store.shop
          .prepare('SELECT a, b FROM t WHERE id < 3')
          .all()
          .map((row) => Object.values(row)),
        [
          ['shop', 1],
          ['shop', 'office'],
        ],
      )
    },
    { default: TableSetup.parse({ sharing: 'store', rule: 'newest' }) },
  ))

test('a table is rebuilt with capture off: added, dropped and renamed columns, keys and values of every kind', () =>
  withShop(
    `CREATE TABLE t (code TEXT COLLATE NOCASE, n REAL, old, any BLOB, PRIMARY KEY (code, n)) WITHOUT ROWID;
     INSERT INTO t VALUES ('a', 0.1, 1, 1), ('b', 1e300, 2, '1'), ('c' || char(0) || 'd', 2, 3, x'00'), ('e', 5, NULL, NULL);`,
    async (shop) => {
      await off(shop)
      shop.exec(`CREATE TABLE t2 (code TEXT COLLATE NOCASE, n REAL, any BLOB, renamed, added DEFAULT 7, PRIMARY KEY (code, n)) WITHOUT ROWID;
        INSERT INTO t2 SELECT code, n, any, old, 8 FROM t; DROP TABLE t; ALTER TABLE t2 RENAME TO t;
        UPDATE t SET any = '1' WHERE code = 'a'; UPDATE t SET code = 'B' WHERE code = 'b'; DELETE FROM t WHERE code = 'e'`)
      const { on: taken } = await on(shop)
      assert.deepEqual(taken[0]?.changes, { inserted: 1, updated: 1, deleted: 2 })
      await shop.send()
      const own = shop.store.shop.prepare('SELECT hex(code), n, any, renamed, added FROM t ORDER BY n').all()
      const office = await shop.network.officeRows('SELECT hex(code), n, any, renamed, added FROM t ORDER BY n')
      assert.deepEqual(
        office.map((row) => Object.values(row).map(String)),
        own.map((row) => Object.values(row).map(String)),
      )
    },
  ))

test('a changed key keeps the table off, with the reason, and the copy for the next try', () =>
  withShop(SCHEMA, async (shop) => {
    await off(shop)
    shop.exec(`ALTER TABLE t RENAME COLUMN id TO number; UPDATE t SET a = 9 WHERE number = 1`)
    const { on: taken, stillOff } = await on(shop)
    assert.deepEqual(
      [taken.map(({ table }) => table), stillOff.map(({ table, why }) => [table, why.code])],
      [['other'], [['t', 'SCHEMA_DIFFERS']]],
    )
    shop.exec('ALTER TABLE t RENAME COLUMN number TO id')
    await on(shop)
    assert.deepEqual(await shop.send(), { update: 1 })
    await shop.agrees('t')
  }))

test('a column that was renamed under the triggers is taken up as a new one', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('ALTER TABLE t RENAME COLUMN b TO c; UPDATE t SET c = 9 WHERE id = 2')
    assert.match((await whyLeftOut(shop))[0]?.hint ?? '', /central-office capture on t/)
    assert.deepEqual((await on(shop, ['t'])).on[0]?.by, 'triggers')
    assert.deepEqual(await shop.send(), { update: 4 })
    assert.deepEqual(
      (await shop.network.officeRows('SELECT id, c FROM t ORDER BY id')).map((row) => Object.values(row).join(' ')),
      ['1 1', '2 9', '3 3', '4 4'],
    )
  }))

const REBUILT = `CREATE TABLE t2 (id INTEGER PRIMARY KEY, a, b); INSERT INTO t2 SELECT * FROM t; DROP TABLE t; ALTER TABLE t2 RENAME TO t;`

for (const rule of ['office', 'newest', 'ask'] as const)
  test(`a table rebuilt without notice is compared with the office: the shop's changes are taken (${rule})`, () =>
    withShop(
      SCHEMA,
      async (shop) => {
        shop.exec(`DELETE FROM t WHERE id = 4`)
        shop.exec(`${REBUILT} UPDATE t SET a = 'unseen' WHERE id = 1; INSERT INTO t VALUES (7, 7, 7)`)
        assert.match((await whyLeftOut(shop))[0]?.hint ?? '', /next transmission captures it again/)
        assert.deepEqual((await on(shop)).on, [{ table: 't', by: 'office', changes: { toCompare: 4 } }])
        await shop.send()
        // Nobody knows which value is the older one, so the office's is kept.
        assert.deepEqual(await settled(shop), ["1 a 'x' 'unseen' store"])
        await shop.agrees('t', 'other')
        assert.equal(shop.store.shop.prepare('SELECT count(*) AS n FROM t').get()?.n, 4)
        shop.exec(`UPDATE t SET b = 'later' WHERE id = 2; DELETE FROM t WHERE id = 3`)
        assert.deepEqual(await shop.send(), { update: 1, delete: 1 })
        await shop.agrees('t')
      },
      { default: TableSetup.parse({ sharing: 'store', rule }) },
    ))

test('what the office changed since the shop last heard of it is a conflict, also before the rows are compared', () =>
  withShop(SCHEMA, async (shop) => {
    const { database } = shop.network.office
    await database.run(`UPDATE t SET a = 'office' WHERE id IN (1, 2)`)
    await database.run(`UPDATE t SET b = 'office' WHERE id = 3`)
    shop.exec(`${REBUILT} UPDATE t SET a = 'unseen' WHERE id = 1; UPDATE t SET a = 'unseen' WHERE id = 4`)
    await shop.network.exportDown(shop.store)
    await on(shop)
    // The office's rows arrive first, and must not wipe out what the office has not compared yet.
    for (const payload of shop.store.down.splice(0)) await shop.network.deliverDown(shop.store, payload)
    await shop.send()
    await shop.send()
    assert.deepEqual(await settled(shop), [
      "1 a 'office' 'unseen' office",
      "2 a 'office' 'y' office",
      "3 b 'office' 3 office",
      "4 a 'w' 'unseen' store",
    ])
    await shop.agrees('t')
    assert.deepEqual(
      shop.store.shop
        .prepare('SELECT a, b FROM t')
        .all()
        .map((row) => Object.values(row).join(' ')),
      ['office 1', 'office 2', 'z office', 'unseen 4'],
    )
  }))

test('rows that are missing after a table was rebuilt come back from the office', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec('DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)')
    await on(shop)
    await shop.send()
    await shop.send()
    assert.equal(shop.store.shop.prepare('SELECT count(*) AS n FROM t').get()?.n, 4)
    await shop.agrees('t')
  }))

test('many rows rebuilt are compared piece by piece, with edits between the pieces', () =>
  withShop(
    `CREATE TABLE u (id INTEGER PRIMARY KEY, a);
     INSERT INTO u SELECT key, hex(randomblob(20)) FROM json_each('[${Array(6000).fill(0)}]');`,
    async (shop) => {
      shop.exec(`CREATE TABLE u2 (id INTEGER PRIMARY KEY, a); INSERT INTO u2 SELECT * FROM u; DROP TABLE u; ALTER TABLE u2 RENAME TO u;
        UPDATE u SET a = 'unseen' WHERE id % 7 = 0`)
      await on(shop)
      await shop.sendOne(50_000)
      shop.exec(`UPDATE u SET a = 'seen' WHERE id % 100 = 0; DELETE FROM u WHERE id < 10`)
      await shop.send(50_000)
      await shop.send()
      assert.ok((await settled(shop)).length > 800)
      await shop.agrees('u')
    },
  ))
