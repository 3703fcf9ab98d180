import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readShopTriggers } from '../../src/capture/shop-triggers.ts'
import { listParked } from '../../src/merge/parked.ts'
import type { TestStore } from '../transmission/replica-network.ts'
import { atOffice, conflictsOf, officeLines, shopLines, smallNetwork } from './small-network.ts'

const LINES = `CREATE TABLE orders (id TEXT PRIMARY KEY NOT NULL, total INTEGER);
  CREATE TABLE lines (id TEXT PRIMARY KEY NOT NULL, o TEXT, amount INTEGER);`
const TOTAL = `CREATE TRIGGER total AFTER INSERT ON lines BEGIN
  UPDATE orders SET total = total + NEW.amount WHERE id = NEW.o; END;`
const SHARED = { orders: { sharing: 'shared' as const }, lines: { sharing: 'shared' as const } }

const parkedReasons = async ({ replica }: TestStore): Promise<string[]> =>
  (await listParked(replica.database, 100)).rows.map(({ key, reason }) => `${key}: ${reason}`)

const triggersOf = async ({ replica }: TestStore): Promise<string[]> =>
  (await readShopTriggers(replica.database)).map(
    ({ name, effect, runs, writes }) => `${name}: ${effect}, ${runs ? 'runs' : 'skipped'} [${writes}]`,
  )

const choose = (store: TestStore, trigger: string, choice: 'run' | 'skip') =>
  store.replica.database.run('UPDATE central_office_shop_triggers SET choice = $2 WHERE name = $1', trigger, choice)

test('a trigger that keeps totals does not add an arrived line once more', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: LINES + TOTAL, tables: SHARED })
  first.shop.exec(`INSERT INTO orders VALUES ('o1', 0); INSERT INTO lines VALUES ('l1', 'o1', 100)`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, 'SELECT id, total FROM orders'), ['o1 100'])
  await atOffice(network, `INSERT INTO lines (id, o, amount) VALUES ('l2', 'o1', 50)`)
  await atOffice(network, `UPDATE orders SET total = 150 WHERE id = 'o1'`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, 'SELECT id, total FROM orders'), ['o1 150'])
  assert.deepEqual(await officeLines(network, 'SELECT id, total FROM orders'), ['o1 150'])
  assert.deepEqual(await conflictsOf(network), [])
  // the shop's own lines still count
  second.shop.exec(`INSERT INTO lines VALUES ('l3', 'o1', 1)`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, 'SELECT id, total FROM orders'), ['o1 151'])
})

test('triggers that were out are back with their text and in their order', async (t) => {
  const triggers = `CREATE TRIGGER a AFTER INSERT ON lines BEGIN UPDATE orders SET total = 1; END;
    CREATE TRIGGER "b b" AFTER INSERT ON lines /* with a comment */ BEGIN INSERT INTO journal VALUES ('b'); END;
    CREATE TRIGGER c AFTER INSERT ON lines BEGIN INSERT INTO journal VALUES ('c'); END;`
  const schema = `${LINES} CREATE TABLE journal (what TEXT); ${triggers}`
  const { network, first } = await smallNetwork(t, { schema, tables: SHARED, stores: 1 })
  const made = () =>
    shopLines(first, `SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name NOT LIKE 'central%' ORDER BY rowid`)
  const before = made()
  await atOffice(network, `INSERT INTO lines (id, o, amount) VALUES ('l1', 'o1', 1)`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM journal'), ['c', 'b'])
  assert.deepEqual(made(), before)
})

test('what a trigger writes decides whether it runs for rows from the office', async (t) => {
  const schema = `${LINES} CREATE TABLE journal (what TEXT);
    CREATE TABLE once (what TEXT UNIQUE ON CONFLICT ROLLBACK);
    CREATE TABLE deep (what TEXT);
    ${TOTAL}
    CREATE TRIGGER guard BEFORE UPDATE ON orders WHEN OLD.total < 0 BEGIN SELECT RAISE(ABORT, 'closed'); END;
    CREATE TRIGGER note AFTER UPDATE ON orders BEGIN INSERT INTO journal VALUES (NEW.id); END;
    CREATE TRIGGER deeper AFTER INSERT ON journal BEGIN INSERT INTO deep VALUES (NEW.what); END;
    CREATE TRIGGER back AFTER INSERT ON deep BEGIN UPDATE orders SET total = 7; END;
    CREATE TRIGGER both AFTER DELETE ON lines BEGIN DELETE FROM orders WHERE id = OLD.o; INSERT INTO journal VALUES ('-'); END;
    CREATE TRIGGER ends AFTER INSERT ON orders BEGIN INSERT INTO once VALUES (NEW.id); END;
    CREATE TRIGGER fn AFTER UPDATE ON lines BEGIN INSERT INTO journal VALUES (title_sort(NEW.o)); END;
    CREATE TRIGGER local AFTER INSERT ON lines BEGIN UPDATE journal SET what = 'x'; END;`
  const { first } = await smallNetwork(t, { schema, tables: SHARED, stores: 1 })
  assert.deepEqual(await triggersOf(first), [
    'back: transmitted, skipped [orders]',
    'deeper: own, runs [deep]',
    'both: both, skipped [orders,journal]',
    'fn: unknown, skipped []',
    'local: own, runs [journal]',
    'total: transmitted, skipped [orders]',
    'ends: unknown, skipped [once]',
    'guard: nothing, runs []',
    'note: own, runs [journal]',
  ])
})

test('a column that is not transmitted may be written for rows from the office', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE parts (id TEXT PRIMARY KEY NOT NULL, name TEXT, search TEXT);
      CREATE TRIGGER s AFTER INSERT ON parts BEGIN UPDATE parts SET search = upper(NEW.name) WHERE id = NEW.id; END;`,
    tables: { parts: { sharing: 'shared', columns: { search: { transmit: false } } } as never },
    stores: 1,
  })
  await atOffice(network, `INSERT INTO parts (id, name) VALUES ('p', 'pad')`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM parts'), ['p pad PAD'])
})

test('a full-text index over a transmitted table follows the office, also where rows change places', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE parts (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT);
      CREATE VIRTUAL TABLE found USING fts5(name, content='parts', content_rowid='id');
      CREATE TRIGGER ai AFTER INSERT ON parts BEGIN INSERT INTO found(rowid, name) VALUES (NEW.id, NEW.name); END;
      CREATE TRIGGER ad AFTER DELETE ON parts BEGIN
        INSERT INTO found(found, rowid, name) VALUES ('delete', OLD.id, OLD.name); END;
      CREATE TRIGGER au AFTER UPDATE ON parts BEGIN
        INSERT INTO found(found, rowid, name) VALUES ('delete', OLD.id, OLD.name);
        INSERT INTO found(rowid, name) VALUES (NEW.id, NEW.name); END;`,
    filled: `INSERT INTO parts VALUES (1, 'a', 'brake pad'), (2, 'b', 'oil filter'), (3, 'c', 'wiper');`,
    tables: { parts: { sharing: 'store' } },
    stores: 1,
  })
  await atOffice(
    network,
    `UPDATE parts SET code = CASE id WHEN 1 THEN 'b' ELSE 'a' END, name = name || ' new' WHERE id < 3`,
  )
  await atOffice(network, 'DELETE FROM parts WHERE id = 3')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM parts'), ['1 b brake pad new', '2 a oil filter new'])
  assert.deepEqual(shopLines(first, `SELECT rowid FROM found WHERE found MATCH 'new'`), ['1', '2'])
  assert.deepEqual(shopLines(first, `SELECT rowid FROM found WHERE found MATCH 'wiper'`), [])
  first.shop.exec(`INSERT INTO found(found) VALUES ('integrity-check')`)
  assert.deepEqual(await parkedReasons(first), [])
})

for (const transmitted of [true, false])
  test(`two values that change places set off no delete trigger; its table is ${transmitted ? '' : 'not '}transmitted`, async (t) => {
    const { network, first } = await smallNetwork(t, {
      schema: `CREATE TABLE bay (id INTEGER PRIMARY KEY, place INTEGER UNIQUE);
        CREATE TABLE job (id INTEGER PRIMARY KEY, bay INTEGER);
        CREATE TRIGGER gone AFTER DELETE ON bay BEGIN DELETE FROM job WHERE bay = OLD.id; END;`,
      filled: 'INSERT INTO bay VALUES (1, 10), (2, 20); INSERT INTO job VALUES (1, 1), (2, 1), (3, 2);',
      tables: { bay: { sharing: 'store' }, job: { sharing: transmitted ? 'store' : 'none' } },
      stores: 1,
    })
    await atOffice(network, 'UPDATE bay SET place = CASE id WHEN 1 THEN 20 ELSE 10 END')
    await network.settle()
    assert.deepEqual(shopLines(first, 'SELECT * FROM bay'), ['1 20', '2 10'])
    assert.deepEqual(shopLines(first, 'SELECT count(*) FROM job'), ['3'])
    await atOffice(network, 'DELETE FROM bay WHERE id = 1')
    await network.settle()
    // the office deleted no job of a table that it has
    assert.deepEqual(shopLines(first, 'SELECT count(*) FROM job'), [transmitted ? '3' : '1'])
  })

test('a guard of the shop parks what it refuses and is not got round by rows that change places', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE bay (id INTEGER PRIMARY KEY, place INTEGER NOT NULL UNIQUE);
      CREATE TRIGGER guard BEFORE UPDATE ON bay WHEN OLD.id = 3 BEGIN SELECT RAISE(ABORT, 'bay 3 is fixed'); END;`,
    filled: 'INSERT INTO bay VALUES (1, 10), (2, 20), (3, 30);',
    tables: { bay: { sharing: 'store' } },
    stores: 1,
  })
  await atOffice(network, 'UPDATE bay SET place = CASE id WHEN 1 THEN 20 WHEN 2 THEN 10 ELSE 31 END')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM bay'), ['1 20', '2 10', '3 30'])
  assert.deepEqual(await parkedReasons(first), ['3: a trigger of this database refuses it: bay 3 is fixed'])
  await choose(first, 'guard', 'skip')
  await atOffice(network, 'UPDATE bay SET place = 40 WHERE id = 1')
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM bay WHERE id = 3'), ['3 31'])
})

test('RAISE(IGNORE) and RAISE(ROLLBACK) park the row and stop nothing else', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);
      CREATE TRIGGER quiet BEFORE UPDATE ON a WHEN OLD.id = 1 BEGIN SELECT RAISE(IGNORE); END;
      CREATE TRIGGER keep BEFORE DELETE ON a BEGIN SELECT RAISE(IGNORE); END;
      CREATE TRIGGER loud BEFORE UPDATE ON b WHEN NEW.x = 'no' BEGIN SELECT RAISE(ROLLBACK, 'never'); END;`,
    filled: `INSERT INTO a VALUES (1, 'x'), (2, 'x'), (3, 'x'); INSERT INTO b VALUES (1, 'x'), (2, 'x');`,
    tables: { a: { sharing: 'store' }, b: { sharing: 'store' } },
    stores: 1,
  })
  await atOffice(network, `UPDATE a SET x = 'office'`)
  await atOffice(network, 'DELETE FROM a WHERE id = 3')
  await atOffice(network, `UPDATE b SET x = CASE id WHEN 1 THEN 'no' ELSE 'yes' END`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM a'), ['1 x', '2 office', '3 x'])
  assert.deepEqual(shopLines(first, 'SELECT * FROM b'), ['1 x', '2 yes'])
  const ignored = "a trigger of the shop's database kept the change out without an error (RAISE(IGNORE))"
  assert.deepEqual(await parkedReasons(first), [
    `1: ${ignored}`,
    `3: ${ignored}`,
    '1: a trigger of this database refuses it: never',
  ])
  assert.match(shopLines(first, `SELECT sql FROM sqlite_schema WHERE name = 'loud'`)[0] ?? '', /ROLLBACK/)
})

test('what a trigger writes that is to run for rows from the office is an edit of the store', async (t) => {
  const { network, first, second } = await smallNetwork(t, { schema: LINES + TOTAL, tables: SHARED })
  first.shop.exec(`INSERT INTO orders VALUES ('o1', 0)`)
  await network.settle()
  await choose(first, 'total', 'run')
  await atOffice(network, `INSERT INTO lines (id, o, amount) VALUES ('l2', 'o1', 50)`)
  await network.settle()
  for (const store of [first, second]) assert.deepEqual(shopLines(store, 'SELECT id, total FROM orders'), ['o1 50'])
  assert.deepEqual(await officeLines(network, 'SELECT id, total FROM orders'), ['o1 50'])
  assert.deepEqual(shopLines(first, 'SELECT count(*) FROM central_office_pending_2'), ['0'])
})

test('a stamp that is to run changes the arrived row itself, and that reaches the office', async (t) => {
  const { network, first } = await smallNetwork(t, {
    schema: `CREATE TABLE c (k TEXT PRIMARY KEY NOT NULL, name TEXT, stamp TEXT);
      CREATE TRIGGER s AFTER UPDATE OF name ON c BEGIN UPDATE c SET stamp = 'shop' WHERE k = NEW.k; END;`,
    filled: `INSERT INTO c VALUES ('1', 'a', '-');`,
    tables: { c: { sharing: 'store' } },
    stores: 1,
  })
  await choose(first, 's', 'run')
  await atOffice(network, `UPDATE c SET name = 'office', stamp = 'office'`)
  await network.settle()
  assert.deepEqual(shopLines(first, 'SELECT * FROM c'), ['1 office shop'])
  assert.deepEqual(await officeLines(network, 'SELECT k, name, stamp FROM c'), ['1 office shop'])
  assert.deepEqual(await conflictsOf(network), [])
})
