import { COMPUTED, PARTS, testChanges } from './captured-changes.ts'

const PARTIAL = `CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT, active INTEGER);
  CREATE UNIQUE INDEX only_active /* (one, a code) */ ON t (code) WHERE t.active = 1;
  INSERT INTO t VALUES (1, 'x', 1), (2, 'x', 0), (3, 'y', 1);`
const EXPRESSION = `CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, a);
  CREATE UNIQUE INDEX by_name ON t (lower(name) COLLATE NOCASE DESC, coalesce(a, -1));
  INSERT INTO t VALUES (1, 'Ann', 1), (2, 'Bob', 2);`
const DEFAULTS = `CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER NOT NULL DEFAULT '7' UNIQUE, b NOT NULL DEFAULT word UNIQUE,
    c TEXT NOT NULL COLLATE NOCASE DEFAULT (lower('C')) UNIQUE);
  INSERT INTO t VALUES (1, 7, 'other', 'x'), (2, 8, 'word', 'y'), (3, 9, 'third', 'C');`
const COMPUTED_OF_DEFAULTS = `CREATE TABLE t (id INTEGER PRIMARY KEY, shop INTEGER, code TEXT NOT NULL DEFAULT 'none',
    place NOT NULL DEFAULT 0, low TEXT AS (lower(code)) VIRTUAL, whole TEXT AS (code || place) STORED);
  CREATE UNIQUE INDEX by_low ON t (shop, low);
  CREATE UNIQUE INDEX by_whole ON t (upper(whole)) WHERE shop > 1;
  INSERT INTO t (id, shop, code, place) VALUES (1, 1, 'None', 5), (2, 2, 'NONE', 0), (3, 1, 'other', 0), (4, 3, 'x', 1);`

testChanges([
  {
    behaviour: 'INSERT OR REPLACE of a row that is there',
    schema: PARTS,
    change: `INSERT OR REPLACE INTO t VALUES (1, 'one', 77, 20)`,
    sent: { update: 1 },
  },
  {
    behaviour: 'REPLACE takes a default in the place of NULL, and removes the rows that have it',
    schema: DEFAULTS,
    change: 'REPLACE INTO t VALUES (4, NULL, NULL, NULL)',
    sent: { insert: 1, delete: 3 },
  },
  {
    behaviour: 'UPDATE OR REPLACE takes a default in the place of NULL, and removes the row that has it',
    schema: DEFAULTS,
    change: 'UPDATE OR REPLACE t SET a = NULL WHERE id = 2',
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE INTO of a new row',
    schema: PARTS,
    change: `REPLACE INTO t VALUES (5, 'five', 77, 20)`,
    sent: { insert: 1 },
  },
  {
    behaviour: 'REPLACE after an update keeps the image before the update',
    schema: PARTS,
    change: `UPDATE t SET a = 50 WHERE id = 1; REPLACE INTO t VALUES (1, 'one', 10, 20)`,
    sent: {},
  },
  {
    behaviour: 'an update after REPLACE keeps the image before REPLACE',
    schema: PARTS,
    change: `REPLACE INTO t VALUES (1, 'one', 50, 20); REPLACE INTO t VALUES (1, 'one', 51, 20); UPDATE t SET a = 10 WHERE id = 1`,
    sent: {},
  },
  {
    behaviour: 'REPLACE of a row inserted since the last export is one insert',
    schema: PARTS,
    change: `INSERT INTO t VALUES (4, 'four', 1, 2); REPLACE INTO t VALUES (4, 'four', 3, 4)`,
    sent: { insert: 1 },
  },
  {
    behaviour: 'REPLACE that evicts another row through a unique index',
    schema: PARTS,
    change: `INSERT OR REPLACE INTO t VALUES (4, 'two', 1, 2)`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE that evicts one row by its key and one by a unique index',
    schema: PARTS,
    change: `INSERT OR REPLACE INTO t VALUES (1, 'two', 1, 2)`,
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE without a number that evicts through a unique index',
    schema: PARTS,
    change: `INSERT OR REPLACE INTO t (code, a) VALUES ('two', 5)`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'UPDATE OR REPLACE that evicts through a unique index',
    schema: PARTS,
    change: `UPDATE OR REPLACE t SET code = 'two' WHERE id = 1`,
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'UPDATE OR REPLACE that evicts through the key',
    schema: PARTS,
    change: 'UPDATE OR REPLACE t SET id = 2 WHERE id = 1',
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE that evicts through a partial unique index',
    schema: PARTIAL,
    change: `INSERT OR REPLACE INTO t VALUES (4, 'x', 1)`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'a row beside a partial unique index evicts nothing',
    schema: PARTIAL,
    change: `INSERT OR REPLACE INTO t VALUES (4, 'x', 0)`,
    sent: { insert: 1 },
  },
  {
    behaviour: 'UPDATE OR REPLACE that brings a row into a partial unique index',
    schema: PARTIAL,
    change: 'UPDATE OR REPLACE t SET active = 1 WHERE id = 2',
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE that evicts through an index over expressions',
    schema: EXPRESSION,
    change: `INSERT OR REPLACE INTO t VALUES (3, 'ANN', 1)`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'UPDATE OR REPLACE that evicts through an index over expressions',
    schema: EXPRESSION,
    change: `UPDATE OR REPLACE t SET name = 'ann', a = 1 WHERE id = 2`,
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE that evicts through an index over a computed column',
    schema: COMPUTED,
    change: `INSERT OR REPLACE INTO t (id, name) VALUES (3, 'ANN')`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'UPDATE OR REPLACE that evicts through an index over a computed column',
    schema: COMPUTED,
    change: `UPDATE OR REPLACE t SET name = 'ANN' WHERE id = 2`,
    sent: { update: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE that evicts through an index laxer than its column',
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT); CREATE UNIQUE INDEX u ON t (code COLLATE NOCASE); INSERT INTO t VALUES (1, 'abc')`,
    change: `REPLACE INTO t VALUES (2, 'ABC')`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE that evicts through a key laxer than its column',
    schema: `CREATE TABLE t (code TEXT, a, PRIMARY KEY (code COLLATE NOCASE)); INSERT INTO t VALUES ('abc', 1)`,
    change: `REPLACE INTO t VALUES ('ABC', 2)`,
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'REPLACE of a row with a negative number',
    schema: `CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (-5, 1), (-1, 2)`,
    change: 'REPLACE INTO t VALUES (-5, 9); REPLACE INTO t VALUES (-1, 8); REPLACE INTO t (a) VALUES (7)',
    sent: { insert: 1, update: 2 },
  },
  {
    behaviour: 'REPLACE takes a default in the place of NULL, and an index holds what is computed of it',
    schema: COMPUTED_OF_DEFAULTS,
    change: 'REPLACE INTO t (id, shop, code) VALUES (9, 1, NULL)',
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'the same through an index over an expression of what is computed',
    schema: COMPUTED_OF_DEFAULTS,
    change: 'REPLACE INTO t (id, shop, code, place) VALUES (9, 7, NULL, NULL)',
    sent: { insert: 1, delete: 1 },
  },
  {
    behaviour: 'UPDATE OR REPLACE takes a default in the place of NULL, and an index holds what is computed of it',
    schema: COMPUTED_OF_DEFAULTS,
    change: 'UPDATE OR REPLACE t SET code = NULL WHERE id = 3',
    sent: { update: 1, delete: 1 },
  },
])
