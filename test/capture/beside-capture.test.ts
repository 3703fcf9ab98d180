import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { BusyShop } from './busy-shop.ts'
import { type CapturedShop, withShop } from './captured-shop.ts'

const SCHEMA = `CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, changes INTEGER DEFAULT 0);
  CREATE TABLE journal (id INTEGER PRIMARY KEY, what TEXT);
  INSERT INTO t VALUES (1, 'x', 1, 0), (2, 'y', 2, 0), (3, 'z', 3, 0);`
/** A shop program's triggers: they number rows, count changes, keep a journal. */
const SHOP_TRIGGERS = `
  CREATE TRIGGER numbered AFTER INSERT ON t BEGIN UPDATE t SET b = 'n' || NEW.id WHERE id = NEW.id; END;
  CREATE TRIGGER counted AFTER UPDATE OF a ON t BEGIN UPDATE t SET changes = changes + 1 WHERE id = NEW.id; END;
  CREATE TRIGGER noted BEFORE DELETE ON t BEGIN INSERT INTO journal (what) VALUES ('deleted ' || OLD.id); END;`

async function worksBesideShopTriggers(shop: CapturedShop): Promise<void> {
  shop.exec(
    `INSERT INTO t (a) VALUES ('new'); REPLACE INTO t VALUES (2, 'r', 1, 0); UPDATE t SET a = 'u' WHERE id = 1; DELETE FROM t WHERE id = 3`,
  )
  assert.deepEqual(await shop.send(), { insert: 2, update: 2, delete: 1 })
  await shop.agrees('t', 'journal')
}

test('the triggers of the shop program work beside those of capture', () =>
  withShop(SCHEMA + SHOP_TRIGGERS, worksBesideShopTriggers))

test('triggers that the shop program makes later do not change a new row before it is noted', () =>
  withShop(SCHEMA, async (shop) => {
    shop.exec(SHOP_TRIGGERS)
    await shop.send()
    await worksBesideShopTriggers(shop)
  }))

for (const mode of ['WAL', 'DELETE'])
  test(`the shop writes in journal mode ${mode} while exports run`, () =>
    withShop(`PRAGMA journal_mode = ${mode}; CREATE TABLE t (id INTEGER PRIMARY KEY, a, b)`, async (shop) => {
      const busy = await BusyShop.open(join(shop.network.folder, 'store-1.db'))
      let payloads = 0
      let written = 0
      try {
        while (payloads < 6) if (await shop.sendOne()) payloads++
      } finally {
        written = await busy.close()
      }
      await shop.send()
      await shop.agrees('t')
      assert.ok(written >= payloads, `${payloads} payloads, ${written} transactions`)
    }))

const LOAD = `CREATE TABLE t (id INTEGER PRIMARY KEY, u INTEGER UNIQUE, a);
  INSERT INTO t SELECT key * 2, key, hex(randomblob(15)) FROM json_each('[${Array(5000).fill(0)}]');`

test('changes made while the initial load goes out in chunks end right', () =>
  withShop('CREATE TABLE other (id INTEGER PRIMARY KEY)', async (shop) => {
    shop.exec(LOAD)
    let chunks = 0
    for (; await shop.sendOne(40_000); chunks++) shop.exec(someChanges(chunks))
    assert.ok(chunks > 3, `${chunks} chunks`)
    await shop.send()
    await shop.agrees('t')
  }))

/** Before, at and behind where the load is: new rows, gone ones, edits, keys that move across, evictions. */
const someChanges = (n: number): string => `
  UPDATE t SET a = a || '${n}' WHERE id % 97 = ${n};
  DELETE FROM t WHERE id % 89 = ${n};
  INSERT OR IGNORE INTO t SELECT id + 1, NULL, 'new ${n}' FROM t WHERE id % 83 = ${n};
  UPDATE t SET id = 20001 + ${n} WHERE id = ${n * 10 + 4};
  UPDATE t SET id = -1 - ${n} WHERE id = ${9_000 + n * 10};
  REPLACE INTO t SELECT -100 - ${n}, u, 'evicts ${n}' FROM t WHERE u = ${4500 + n};
  DELETE FROM t WHERE id = ${9_900 + n * 2};`

test('a payload taken back unsealed loses nothing and doubles nothing, also during the load', () =>
  withShop('CREATE TABLE other (id INTEGER PRIMARY KEY)', async (shop) => {
    shop.exec(LOAD)
    const { replica } = shop.store
    for (let n = 0; n < 6; n++) {
      const made = await replica.export(shop.network.nextFile(), 40_000)
      shop.exec(someChanges(n))
      assert.deepEqual(await replica.takeBackUnsealed(), made ? [made.part.number] : [])
      shop.exec(someChanges(n + 10))
      await shop.sendOne(40_000)
      await replica.outbox.noteSealed((await replica.state()).exported, {
        size: 1,
        unpackedSize: 1,
        sha256: '0'.repeat(64),
      })
    }
    await shop.send(40_000)
    await shop.agrees('t')
  }))

test('rows that were touched and came out as they were do not hold up what changed behind them', () =>
  withShop('CREATE TABLE t (id INTEGER PRIMARY KEY, a)', async (shop) => {
    shop.exec(`INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')`)
    await shop.send()
    shop.exec(`UPDATE t SET a = a WHERE id < 3; UPDATE t SET a = 'new' WHERE id = 3`)
    assert.deepEqual(await shop.send(1), { update: 1 })
    await shop.agrees('t')
  }))
