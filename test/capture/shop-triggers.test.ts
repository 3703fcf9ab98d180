import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Change, PARTS, testChanges } from './captured-changes.ts'
import { withShop } from './captured-shop.ts'

const INVOICES = `CREATE TABLE t (no TEXT PRIMARY KEY NOT NULL, total REAL, label TEXT);
  INSERT INTO t VALUES ('A1', 10, '-'), ('A0', 5, '-');`
const ORDERS = `CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE line (id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER REFERENCES orders, amount INTEGER);
  CREATE TABLE journal (no INTEGER PRIMARY KEY, at_line INTEGER, said TEXT);
  INSERT INTO orders VALUES (1, 30), (2, 0); INSERT INTO line VALUES (1, 1, 10), (2, 1, 20);`
const NOTED = ['orders', 'line', 'journal']

/** Made after the shop has joined, so that they are newer than capture's: SQLite runs the newest first. */
const changes: Change[] = [
  {
    behaviour: 'a newer trigger labels the row that was just inserted',
    schema: INVOICES,
    change: `CREATE TRIGGER lab AFTER INSERT ON t BEGIN UPDATE t SET label = 'No. ' || NEW.no WHERE no = NEW.no; END;
      INSERT INTO t (no, total) VALUES ('A2', 250)`,
    sent: { insert: 1 },
  },
  {
    behaviour: 'a newer trigger labels a row whose number the database chose',
    schema: PARTS,
    change: `CREATE TRIGGER lab AFTER INSERT ON t BEGIN UPDATE t SET b = 'No. ' || NEW.id WHERE id = NEW.id; END;
      INSERT INTO t (code) VALUES ('four'); INSERT INTO t (id, code) VALUES (9, 'nine'); INSERT INTO t (code) VALUES ('ten')`,
    sent: { insert: 3 },
  },
  {
    behaviour: 'a newer trigger labels a row that has the number -1, or takes it away again',
    schema: PARTS,
    change: `CREATE TRIGGER lab AFTER INSERT ON t BEGIN UPDATE t SET b = 'No. ' || NEW.id WHERE id = NEW.id; END;
      INSERT INTO t (id, code) VALUES (-1, 'none'); INSERT INTO t (code) VALUES ('four')`,
    sent: { insert: 2 },
  },
  {
    behaviour: 'a newer trigger takes the first and only row of a table away again',
    schema: 'CREATE TABLE t (id INTEGER PRIMARY KEY, a)',
    change: `CREATE TRIGGER out AFTER INSERT ON t BEGIN DELETE FROM t WHERE id = NEW.id; END; INSERT INTO t (a) VALUES (1)`,
    sent: {},
  },
  {
    behaviour: 'a newer trigger gives the new row another number',
    schema: PARTS,
    change: `CREATE TRIGGER renumber AFTER INSERT ON t BEGIN UPDATE t SET id = NEW.id + 100 WHERE id = NEW.id; END;
      INSERT INTO t (code) VALUES ('four'); INSERT INTO t (id, code) VALUES (50, 'five')`,
    sent: { insert: 2 },
  },
  {
    behaviour: 'a newer trigger stamps the row that was just changed',
    schema: INVOICES,
    change: `CREATE TRIGGER ch AFTER UPDATE OF total ON t BEGIN UPDATE t SET label = 'yes' WHERE no = NEW.no; END;
      UPDATE t SET total = 99 WHERE no = 'A1'`,
    sent: { update: 1 },
  },
  {
    behaviour: 'a newer trigger changes the row before it is changed',
    schema: PARTS,
    change: `CREATE TRIGGER was BEFORE UPDATE OF a ON t BEGIN UPDATE t SET b = b + 1 WHERE id = OLD.id; END;
      UPDATE t SET a = 99 WHERE id = 1`,
    sent: { update: 1 },
  },
  {
    behaviour: 'a newer trigger undoes the change',
    schema: PARTS,
    change: `CREATE TRIGGER undo AFTER UPDATE OF a ON t WHEN NEW.a = 99 BEGIN UPDATE t SET a = OLD.a WHERE id = OLD.id; END;
      UPDATE t SET a = 99`,
    sent: {},
  },
  {
    behaviour: 'a newer trigger deletes the row that was just changed',
    schema: PARTS,
    change: `CREATE TRIGGER empty AFTER UPDATE OF a ON t WHEN NEW.a = 0 BEGIN DELETE FROM t WHERE id = NEW.id; END;
      UPDATE t SET a = 0 WHERE id = 2`,
    sent: { delete: 1 },
  },
  {
    behaviour: 'a newer trigger changes a row before it is deleted, and puts a deleted one back',
    schema: PARTS,
    change: `CREATE TRIGGER last BEFORE DELETE ON t BEGIN UPDATE t SET a = 0 WHERE id = OLD.id; END;
      CREATE TRIGGER never AFTER DELETE ON t WHEN OLD.id = 2 BEGIN INSERT INTO t VALUES (OLD.id, OLD.code, 0, OLD.b); END;
      DELETE FROM t WHERE id IN (1, 2)`,
    sent: { delete: 1, update: 1 },
  },
  {
    behaviour: 'a newer trigger makes room for the row that is inserted',
    schema: PARTS,
    change: `CREATE TRIGGER room BEFORE INSERT ON t BEGIN DELETE FROM t WHERE id = NEW.id OR code = NEW.code; END;
      INSERT INTO t VALUES (1, 'two', 5, 6)`,
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'a row is deleted and comes again, and a newer trigger labels it',
    schema: PARTS,
    change: `CREATE TRIGGER lab AFTER INSERT ON t BEGIN UPDATE t SET b = 'No. ' || NEW.id WHERE id = NEW.id; END;
      DELETE FROM t WHERE id = 3; INSERT INTO t (code) VALUES ('again'); DELETE FROM t WHERE id = 1; INSERT INTO t (id) VALUES (1)`,
    sent: { update: 2 },
  },
  {
    behaviour: 'REPLACE and UPSERT through newer triggers',
    schema: PARTS,
    change: `CREATE TRIGGER lab AFTER INSERT ON t BEGIN UPDATE t SET b = 'No. ' || NEW.id WHERE id = NEW.id; END;
      CREATE TRIGGER ch AFTER UPDATE OF a ON t BEGIN UPDATE t SET b = 'changed' WHERE id = NEW.id; END;
      REPLACE INTO t VALUES (1, 'two', 7, 8); REPLACE INTO t (code, a) VALUES ('three', 5);
      INSERT INTO t VALUES (1, 'one', 1, 1) ON CONFLICT (id) DO UPDATE SET a = 40;
      INSERT INTO t (code, a) VALUES ('three', 6) ON CONFLICT (code) DO UPDATE SET a = 41;
      INSERT INTO t (code, a) VALUES ('new', 6) ON CONFLICT (code) DO UPDATE SET a = 42`,
    sent: { update: 1, insert: 2, delete: 2 },
  },
  {
    behaviour: 'a newer trigger ends the statement behind the row: RAISE(IGNORE)',
    schema: PARTS,
    change: `CREATE TRIGGER enough AFTER INSERT ON t BEGIN SELECT RAISE(IGNORE); END;
      CREATE TRIGGER still AFTER UPDATE ON t BEGIN SELECT RAISE(IGNORE); END;
      INSERT INTO t (code) VALUES ('four'); INSERT INTO t (id, code) VALUES (-1, 'five'); UPDATE t SET a = 1 WHERE id = 2`,
    sent: { insert: 2, update: 1 },
  },
  {
    behaviour: 'totals and a journal that newer triggers keep in other tables',
    schema: ORDERS,
    change: `CREATE TRIGGER total AFTER INSERT ON line BEGIN UPDATE orders SET total = total + NEW.amount WHERE id = NEW.order_id; END;
      CREATE TRIGGER less BEFORE DELETE ON line BEGIN UPDATE orders SET total = total - OLD.amount WHERE id = OLD.order_id; END;
      CREATE TRIGGER log AFTER INSERT ON line BEGIN INSERT INTO journal (at_line, said) VALUES (NEW.id, 'came'); END;
      CREATE TRIGGER log_of_log AFTER INSERT ON journal BEGIN UPDATE journal SET said = said || '!' WHERE no = NEW.no; END;
      INSERT INTO line (order_id, amount) VALUES (2, 7), (2, 8); DELETE FROM line WHERE id = 1`,
    sent: { insert: 4, update: 2, delete: 1 },
    tables: NOTED,
  },
  {
    behaviour: 'rows with a key out of a default, which newer triggers label',
    schema: `CREATE TABLE t (k TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(8)))), a, b)`,
    change: `CREATE TRIGGER lab AFTER INSERT ON t BEGIN UPDATE t SET b = 'No. ' || NEW.k WHERE k = NEW.k; END;
      INSERT INTO t (a) VALUES (1), (2); REPLACE INTO t (a) VALUES (3)`,
    sent: { insert: 3 },
  },
  {
    behaviour: 'WITHOUT ROWID, STRICT, computed columns, and a newer trigger',
    schema: `CREATE TABLE t (shop TEXT, line INTEGER, a TEXT, low TEXT AS (lower(a)), PRIMARY KEY (shop, line)) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX by_low ON t (low); INSERT INTO t VALUES ('x', 1, 'One'), ('x', 2, 'Two')`,
    change: `CREATE TRIGGER lab AFTER INSERT ON t BEGIN UPDATE t SET a = NEW.a || NEW.line WHERE shop = NEW.shop AND line = NEW.line; END;
      CREATE TRIGGER ch AFTER UPDATE OF a ON t WHEN NEW.a = '' BEGIN UPDATE t SET line = line + 10 WHERE shop = NEW.shop AND line = NEW.line; END;
      INSERT OR REPLACE INTO t VALUES ('x', 3, 'ONE'); UPDATE t SET a = '' WHERE line = 2`,
    sent: { insert: 2, delete: 2 },
  },
  {
    behaviour: 'a row that refers to itself gets another key, and a newer trigger changes it',
    schema: `CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, up TEXT REFERENCES t ON UPDATE CASCADE ON DELETE CASCADE, a);
      INSERT INTO t VALUES ('1', '1', 'x'), ('2', '1', 'y')`,
    change: `CREATE TRIGGER ch AFTER UPDATE OF id ON t BEGIN UPDATE t SET a = 'moved' WHERE id = NEW.id; END;
      UPDATE t SET id = '9' WHERE id = '1'`,
    sent: { insert: 1, update: 1, delete: 1 },
  },
]

testChanges(changes)
testChanges(
  changes.map((change) => ({
    ...change,
    behaviour: `${change.behaviour} (TEMP triggers)`,
    change: change.change.replaceAll('CREATE TRIGGER', 'CREATE TEMP TRIGGER'),
  })),
)
testChanges(
  changes.map((change) => {
    const end = change.change.lastIndexOf('END;') + 4
    return {
      ...change,
      behaviour: `${change.behaviour} (triggers that were there before)`,
      schema: `${change.schema}; ${change.change.slice(0, end)}`,
      change: change.change.slice(end),
    }
  }),
)

test('captured: a newer trigger lets a row stand and ends the statement with an error: RAISE(FAIL)', () =>
  withShop(PARTS, async (shop) => {
    shop.exec(`CREATE TRIGGER enough AFTER INSERT ON t BEGIN SELECT RAISE(FAIL, 'enough'); END;
      CREATE TRIGGER still AFTER UPDATE ON t BEGIN SELECT RAISE(FAIL, 'still'); END`)
    assert.throws(() => shop.exec(`INSERT INTO t (code) VALUES ('four')`), /enough/)
    assert.throws(() => shop.exec('UPDATE t SET a = 1 WHERE id = 2'), /still/)
    assert.deepEqual(await shop.send(), { insert: 1, update: 1 })
    await shop.agrees('t')
  }))

const LABEL = `CREATE TRIGGER lab AFTER INSERT ON t WHEN NEW.a IS NOT 1 BEGIN UPDATE t SET b = 'No. ' || NEW.id WHERE id = NEW.id; END;`

test('captured: rows that are new in one batch are known in the next, also below newer ones', () =>
  withShop(PARTS, async (shop) => {
    shop.exec(`${LABEL} INSERT INTO t (code) VALUES ('four'), ('five')`)
    assert.deepEqual(await shop.send(), { insert: 2 })
    shop.exec(
      `INSERT INTO t (code) VALUES ('six'); UPDATE t SET a = 1 WHERE code = 'five'; DELETE FROM t WHERE code = 'four'`,
    )
    assert.deepEqual(await shop.send(), { insert: 1, update: 1, delete: 1 })
    shop.exec(`UPDATE t SET a = 2 WHERE code IN ('five', 'six')`)
    assert.deepEqual(await shop.send(), { update: 2 })
    await shop.agrees('t')
  }))

test('captured: a row that arrives above a number of the shop is no new one when the shop edits it', () =>
  withShop(
    PARTS,
    async (shop) => {
      shop.exec(`${LABEL} INSERT INTO t (code) VALUES ('four')`)
      await shop.network.officeRows(
        `INSERT INTO t (store_guid, id, code, a) VALUES ('${shop.store.guid}', 900, 'office', 1)`,
      )
      // The row is on its way before the shop's own is sent: its batch, and what is known of it, goes on.
      await shop.network.exportDown(shop.store)
      for (const payload of shop.store.down) await shop.network.deliverDown(shop.store, payload)
      shop.store.down = []
      shop.exec(
        `UPDATE t SET a = 2 WHERE id = 900; INSERT INTO t (code) VALUES ('later'); UPDATE t SET a = 3 WHERE id = 900`,
      )
      assert.deepEqual(await shop.send(), { insert: 2, update: 1 })
      await shop.agrees('t')
    },
    {},
  ))

test('captured: what earlier versions made of the triggers is replaced, and nothing between is missed', () =>
  withShop(PARTS, async (shop) => {
    shop.exec(`DROP TRIGGER central_office_1_update; DROP TABLE central_office_high_water;
      CREATE TRIGGER central_office_1_update AFTER UPDATE ON t BEGIN
        INSERT INTO central_office_pending_1 (id, ":existed", ":at", code, a, b) VALUES (OLD.id, 1, 1, OLD.code, OLD.a, OLD.b); END;
      DROP TRIGGER central_office_1_high_water;
      UPDATE t SET a = 5 WHERE id = 1`)
    assert.deepEqual(await shop.send(), { update: 1 })
    shop.exec(`${LABEL} INSERT INTO t (code) VALUES ('four')`)
    assert.deepEqual(await shop.send(), { insert: 1 })
    await shop.agrees('t')
  }))
