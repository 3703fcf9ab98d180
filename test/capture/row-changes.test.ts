import { COMPUTED, PARTS, testChanges } from './captured-changes.ts'

const NOCASE = `CREATE TABLE t (code TEXT COLLATE NOCASE PRIMARY KEY, a);
  INSERT INTO t VALUES ('abc', 1), ('def', 2);`
const LEGACY = `CREATE TABLE t (code TEXT PRIMARY KEY, bar INTEGER UNIQUE, a);
  INSERT INTO t VALUES ('x', 1, 1), (NULL, 2, 2), (NULL, 3, 3);`
const FAMILY = (action: string) => `
  CREATE TABLE parent (id INTEGER PRIMARY KEY, a);
  CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent ${action});
  INSERT INTO parent VALUES (1, 1), (2, 2); INSERT INTO child VALUES (10, 1), (11, 1), (12, 2);`

testChanges([
  {
    behaviour: 'an inserted row',
    schema: PARTS,
    change: `INSERT INTO t VALUES (4, 'four', 1, 2)`,
    sent: { insert: 1 },
  },
  {
    behaviour: 'a row whose number the database chooses',
    schema: PARTS,
    change: `INSERT INTO t (a) VALUES (1)`,
    sent: { insert: 1 },
  },
  { behaviour: 'an updated row', schema: PARTS, change: 'UPDATE t SET a = 99 WHERE id = 2', sent: { update: 1 } },
  { behaviour: 'a deleted row', schema: PARTS, change: 'DELETE FROM t WHERE id = 2', sent: { delete: 1 } },
  { behaviour: 'all rows deleted at once', schema: PARTS, change: 'DELETE FROM t', sent: { delete: 3 } },
  {
    behaviour: 'a change that was undone gives nothing',
    schema: PARTS,
    change: 'UPDATE t SET a = 99; UPDATE t SET a = id + 9',
    sent: {},
  },
  {
    behaviour: 'a row that came and went gives nothing',
    schema: PARTS,
    change: `INSERT INTO t VALUES (4, 'f', 1, 2); UPDATE t SET a = 5 WHERE id = 4; DELETE FROM t WHERE id = 4`,
    sent: {},
  },
  {
    behaviour: 'a row deleted and put back as it was gives nothing',
    schema: PARTS,
    change: `DELETE FROM t WHERE id = 1; INSERT INTO t VALUES (1, 'one', 10, 20)`,
    sent: {},
  },
  {
    behaviour: 'a row deleted and put back otherwise is an update',
    schema: PARTS,
    change: `DELETE FROM t WHERE id = 1; INSERT INTO t VALUES (1, 'one', 10, 21)`,
    sent: { update: 1 },
  },

  {
    behaviour: 'an upsert that inserts and one that updates',
    schema: PARTS,
    change: `INSERT INTO t VALUES (1, 'one', 0, 0), (9, 'nine', 0, 0) ON CONFLICT (id) DO UPDATE SET a = excluded.a`,
    sent: { insert: 1, update: 1 },
  },
  {
    behaviour: 'an upsert by another unique column',
    schema: PARTS,
    change: `INSERT INTO t (code, a) VALUES ('one', 5) ON CONFLICT (code) DO UPDATE SET a = excluded.a`,
    sent: { update: 1 },
  },
  {
    behaviour: 'an upsert that does nothing gives nothing',
    schema: PARTS,
    change: `INSERT INTO t VALUES (1, 'one', 0, 0) ON CONFLICT DO NOTHING`,
    sent: {},
  },
  {
    behaviour: 'INSERT OR IGNORE takes one row and ignores one',
    schema: PARTS,
    change: `INSERT OR IGNORE INTO t VALUES (1, 'uno', 0, 0), (8, 'two', 0, 0), (9, 'nine', 0, 0)`,
    sent: { insert: 1 },
  },

  {
    behaviour: 'a changed key is a deletion and an insertion',
    schema: PARTS,
    change: 'UPDATE t SET id = 30 WHERE id = 3',
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'a key changed by the name rowid',
    schema: PARTS,
    change: 'UPDATE t SET rowid = 30 WHERE id = 3; UPDATE t SET _rowid_ = 20, a = 1 WHERE id = 2',
    sent: { insert: 2, delete: 2 },
  },
  {
    behaviour: 'UPDATE OR REPLACE of the rowid that evicts',
    schema: PARTS,
    change: 'UPDATE OR REPLACE t SET oid = 2 WHERE id = 1',
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'swapped keys',
    schema: PARTS,
    change:
      'BEGIN; UPDATE t SET id = -1 WHERE id = 1; UPDATE t SET id = 1 WHERE id = 2; UPDATE t SET id = 2 WHERE id = -1; COMMIT',
    sent: { update: 2 },
  },
  { behaviour: 'all keys moved', schema: PARTS, change: 'UPDATE t SET id = -id', sent: { insert: 3, delete: 3 } },
  {
    behaviour: "a NOCASE key 'abc' made 'ABC'",
    schema: NOCASE,
    change: `UPDATE t SET code = 'ABC' WHERE code = 'abc'`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE of a NOCASE key in other letters',
    schema: NOCASE,
    change: `REPLACE INTO t VALUES ('ABC', 5)`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'a NOCASE key changed there and back gives nothing',
    schema: NOCASE,
    change: `UPDATE t SET code = 'ABC' WHERE code = 'abc'; UPDATE t SET code = 'abc' WHERE code = 'abc'`,
    sent: {},
  },
  {
    behaviour: 'composite keys',
    schema: `CREATE TABLE t (a INTEGER, b TEXT, v, PRIMARY KEY (b, a)); INSERT INTO t VALUES (1, 'x', 1), (2, 'x', 2), (3, 'y', 3)`,
    change: `UPDATE t SET b = 'y' WHERE a = 1; UPDATE t SET v = 9 WHERE a = 2; DELETE FROM t WHERE a = 3`,
    sent: { insert: 1, update: 1, delete: 2 },
  },
  {
    behaviour: 'a key that is all there is',
    schema: 'CREATE TABLE t (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID; INSERT INTO t VALUES (1, 2), (3, 4)',
    change: 'UPDATE t SET b = 5 WHERE a = 1; DELETE FROM t WHERE a = 3; INSERT INTO t VALUES (6, 7)',
    sent: { insert: 2, delete: 2 },
  },
  {
    behaviour: 'negative and huge numbers as keys',
    schema: PARTS,
    change: `INSERT INTO t (id) VALUES (-9223372036854775808), (9223372036854775807), (0), (-1); UPDATE t SET a = 1 WHERE id IN (9223372036854775807, -1)`,
    sent: { insert: 4 },
  },
  {
    behaviour: 'INTEGER PRIMARY KEY DESC, which is no rowid',
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a); INSERT INTO t VALUES (1, 1), ('x', 2), (NULL, 3)`,
    change: `UPDATE t SET a = 5; INSERT INTO t VALUES (NULL, 4); DELETE FROM t WHERE id IS NULL`,
    sent: { update: 2 },
  },

  {
    behaviour: 'rows with NULL in a legacy key are left alone',
    schema: LEGACY,
    change: `INSERT INTO t VALUES (NULL, 9, 9); UPDATE t SET a = 5; DELETE FROM t WHERE code IS NULL`,
    sent: { update: 1 },
  },
  {
    behaviour: 'REPLACE that evicts a row with NULL in a legacy key',
    schema: LEGACY,
    change: `REPLACE INTO t VALUES ('y', 2, 1); UPDATE OR REPLACE t SET bar = 3 WHERE code = 'x'; DELETE FROM t WHERE code IS NULL`,
    sent: { insert: 1, update: 1 },
  },
  {
    behaviour: 'a legacy key that gets and loses its value',
    schema: LEGACY,
    change: `UPDATE t SET code = 'z' WHERE bar = 2; UPDATE t SET code = NULL WHERE bar = 1; DELETE FROM t WHERE code IS NULL`,
    sent: { insert: 1, delete: 1 },
  },

  {
    behaviour: 'ON DELETE CASCADE',
    schema: FAMILY('ON DELETE CASCADE'),
    change: 'DELETE FROM parent WHERE id = 1',
    sent: { delete: 3 },
    tables: ['parent', 'child'],
  },
  {
    behaviour: 'ON DELETE SET NULL',
    schema: FAMILY('ON DELETE SET NULL'),
    change: 'DELETE FROM parent WHERE id = 1',
    sent: { delete: 1, update: 2 },
    tables: ['parent', 'child'],
  },
  {
    behaviour: 'ON UPDATE CASCADE',
    schema: FAMILY('ON UPDATE CASCADE'),
    change: 'UPDATE parent SET id = 5 WHERE id = 1',
    sent: { insert: 1, delete: 1, update: 2 },
    tables: ['parent', 'child'],
  },
  {
    behaviour: 'REPLACE of a parent whose children go with it',
    schema: FAMILY('ON DELETE CASCADE'),
    change: 'REPLACE INTO parent VALUES (1, 5)',
    sent: { update: 1, delete: 2 },
    tables: ['parent', 'child'],
  },
  {
    behaviour: 'ON UPDATE CASCADE into a key',
    schema: `CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p INTEGER REFERENCES parent ON UPDATE CASCADE, n INTEGER, PRIMARY KEY (p, n)) WITHOUT ROWID; INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1, 1), (1, 2)`,
    change: 'UPDATE parent SET id = 7',
    sent: { insert: 3, delete: 3 },
    tables: ['parent', 'child'],
  },
  {
    behaviour: 'a tree that refers to itself',
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t ON DELETE CASCADE ON UPDATE CASCADE); INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2), (4, 3), (10, NULL), (11, 10)`,
    change: 'DELETE FROM t WHERE id = 1; UPDATE t SET id = 20 WHERE id = 10',
    sent: { insert: 1, update: 1, delete: 5 },
  },

  {
    behaviour: 'a transaction that was rolled back',
    schema: PARTS,
    change: 'BEGIN; UPDATE t SET a = 1; DELETE FROM t; ROLLBACK',
    sent: {},
  },
  {
    behaviour: 'a savepoint that was rolled back',
    schema: PARTS,
    change:
      'BEGIN; UPDATE t SET a = 7 WHERE id = 1; SAVEPOINT s; UPDATE t SET a = 8; DELETE FROM t WHERE id = 2; ROLLBACK TO s; RELEASE s; COMMIT',
    sent: { update: 1 },
  },

  {
    behaviour: 'a WITHOUT ROWID table',
    schema: `CREATE TABLE t (k TEXT PRIMARY KEY, u UNIQUE, a) WITHOUT ROWID; INSERT INTO t VALUES ('a', 1, 1), ('b', 2, 2)`,
    change: `REPLACE INTO t VALUES ('c', 1, 3); UPDATE t SET k = 'd' WHERE k = 'b'`,
    sent: { insert: 2, delete: 2 },
  },
  {
    behaviour: 'a STRICT table',
    schema: `CREATE TABLE t (id INT PRIMARY KEY, i INT, r REAL, x TEXT, b BLOB, y ANY) STRICT, WITHOUT ROWID; INSERT INTO t VALUES (1, 1, 1, '1', x'01', 1)`,
    change: `UPDATE t SET y = 1.0; INSERT INTO t VALUES (2, 2, 2.5, '2', x'', '2'), (3, NULL, NULL, NULL, NULL, x'03')`,
    sent: { insert: 2, update: 1 },
  },
  {
    behaviour: 'computed columns stay at the shop',
    schema: COMPUTED,
    change: `UPDATE t SET name = 'Zoe' WHERE id = 1; INSERT INTO t (name) VALUES ('Max')`,
    sent: { insert: 1, update: 1 },
  },
])
