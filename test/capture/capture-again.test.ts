import assert from 'node:assert/strict'
import { test } from 'node:test'
import { switchCaptureOff } from '../../src/capture/capture-off.ts'
import { switchCaptureOn } from '../../src/capture/capture-on.ts'
import { TableSetup } from '../../src/model/replica-setup.ts'
import { type CapturedShop, withShop } from './captured-shop.ts'

const SCHEMA = `CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x'), (2, 'y');
  CREATE TABLE other (id INTEGER PRIMARY KEY, a); INSERT INTO other VALUES (1, 1);`
const KEPT = 'ALTER TABLE t RENAME TO t_backup; CREATE TABLE t (id INTEGER PRIMARY KEY, a);'

/** As a transmission does. */
const again = ({ store }: CapturedShop) => store.replica.captureRebuilt()

test('a table kept under another name, with a new one in its place: the rows of the new one count, and the old one is a table like any other', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec(`UPDATE t SET a = 'before' WHERE id = 2; ${KEPT} INSERT INTO t SELECT * FROM t_backup; UPDATE t SET a = 'new' WHERE id = 1;
      UPDATE t_backup SET a = 'of the copy'; UPDATE other SET a = 2`)
    assert.deepEqual(await again(shop), [{ table: 't', rows: 2 }])
    for (let round = 0; round < 3; round++) await shop.send()
    const rows = async (table: string) =>
      (await shop.network.officeRows(`SELECT id, a FROM ${table} ORDER BY id`)).map((row) =>
        Object.values(row).join(' '),
      )
    assert.deepEqual(await rows('t'), ['1 new', '2 before'])
    assert.deepEqual(await rows('t_backup'), ['1 of the copy', '2 of the copy'])
    assert.deepEqual(await rows('other'), ['1 2'])
    shop.exec(`DELETE FROM t_backup; UPDATE t SET a = 'later'`)
    await shop.send()
    assert.deepEqual([await rows('t'), await rows('t_backup')], [['1 later', '2 later'], []])
    assert.deepEqual(await shop.store.replica.refusedTables(), [])
  }))

test('a new table without rows waits, capture goes off and on, and everything else goes on', () =>
  withShop(SCHEMA, async (shop) => {
    const { database } = shop.store.replica
    const { setup } = await shop.store.replica.state()
    shop.exec(`${KEPT} UPDATE other SET a = 2`)
    assert.deepEqual(await again(shop), [])
    await shop.send()
    await shop.agrees('other')
    const [left] = await shop.store.replica.refusedTables()
    assert.match(left?.why.hint ?? '', /It has no rows now.*central-office capture on t\./)
    const { on } = await database.transaction(() => switchCaptureOn(database, setup, ['T'], 1))
    assert.deepEqual(on, [{ table: 't', by: 'office', changes: { toCompare: 0 } }])
    const off = await database.transaction(() => switchCaptureOff(database, setup, [], 1))
    assert.deepEqual(off.map(({ table }) => table).sort(), ['other', 't', 't_backup'])
    await database.transaction(() => switchCaptureOn(database, setup, [], 1))
    for (let round = 0; round < 3; round++) await shop.send()
    // A deletion that nobody noticed is undone.
    await shop.agrees('t', 't_backup', 'other')
    assert.equal(shop.store.shop.prepare('SELECT count(*) AS n FROM t').get()?.n, 2)
  }))

test('a row that nobody touched does not win by newest over what the office changed while the table was rebuilt', () =>
  withShop(
    SCHEMA,
    async (shop) => {
      await shop.network.office.database.run(`UPDATE t SET a = 'office' WHERE id = 1`)
      shop.exec(`CREATE TABLE t2 (id INTEGER PRIMARY KEY, a); INSERT INTO t2 SELECT * FROM t; DROP TABLE t; ALTER TABLE t2 RENAME TO t;
        UPDATE t SET a = 'shop' WHERE id = 2`)
      await again(shop)
      for (let round = 0; round < 3; round++) await shop.send()
      assert.deepEqual(
        (await shop.network.officeRows('SELECT id, a FROM t ORDER BY id')).map((row) => Object.values(row).join(' ')),
        ['1 office', '2 shop'],
      )
      assert.deepEqual(
        shop.store.shop
          .prepare('SELECT a FROM t ORDER BY id')
          .all()
          .map(({ a }) => a),
        ['office', 'shop'],
      )
    },
    { default: TableSetup.parse({ sharing: 'store', rule: 'newest' }) },
  ))
