import type { Value } from '../../src/databases/database.ts'
import type { Random } from '../../src/demo/shop/random.ts'
import { Operation, type PayloadTable, payloadTableColumns } from '../../src/model/payload-contents.ts'
import type { TableDescription } from '../../src/model/table.ts'
import { mutatedJsonText, strangeTexts } from './mutate.ts'
import { operationTable, type PlainPayload } from './plain-payload.ts'

const column = (name: string, type: string, notNull = false) => ({ name, type, notNull })

/** The shop's tables, one of each kind of sharing. */
export const shopTables: TableDescription[] = [
  {
    name: 'customers',
    columns: [column('id', 'TEXT'), column('name', 'TEXT'), column('phone', 'TEXT')],
    key: ['id'],
    automaticKey: false,
    strict: false,
  },
  {
    name: 'orders',
    columns: [column('id', 'INTEGER'), column('total', 'INTEGER'), column('note', '')],
    key: ['id'],
    automaticKey: true,
    strict: false,
  },
  {
    name: 'prices',
    columns: [column('code', 'TEXT'), column('price', 'INTEGER')],
    key: ['code'],
    automaticKey: false,
    strict: false,
  },
  {
    name: 'stock',
    columns: [column('code', 'TEXT', true), column('held', 'INTEGER')],
    key: ['code'],
    automaticKey: false,
    strict: true,
  },
]

export const shopSchema = `
  CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT, phone TEXT);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER, note);
  CREATE TABLE prices (code TEXT PRIMARY KEY, price INTEGER);
  CREATE TABLE stock (code TEXT NOT NULL PRIMARY KEY, held INTEGER) STRICT;`

const ownNames = [
  'central_office_state',
  'central_office_stores',
  'central_office_log_1',
  'central_office_log_5',
  'sqlite_sequence',
  'sqlite_schema',
  'orders__all_stores',
  'ORDERS',
  'Customers',
  'temp.visiting',
  'main',
  'central office',
]
const columnNames = [
  'store_guid',
  '_store_guid',
  'STORE_GUID',
  ':at',
  ':tick',
  ':gone',
  ':guid',
  'before:total',
  'now:total',
  '_rowid_',
  'rowid',
  'oid',
  'ID',
  'Total',
  'total"',
  "it's",
  '__proto__',
]

const integers = [0n, 1n, -1n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)]

const anyValue = (random: Random): Value =>
  random.pick<() => Value>([
    () => null,
    () => BigInt(random.whole(1, 6)),
    () => String(random.whole(1, 6)),
    () => `c${random.whole(1, 4)}`,
    () => random.pick(integers),
    () => random.pick([0.5, -0, 1e308, 1.0, 2 ** 60]),
    () => random.pick(strangeTexts).toWellFormed(),
    () => random.bytes(random.pick([0, 1, 40])),
    () => 'x'.repeat(random.pick([1, 5000])),
  ])()

const timeOfTouch = (random: Random): Value =>
  random.chance(0.85) ? BigInt(random.pick([0, 1, 1_700_000_000_000, 4_000_000_000_000])) : anyValue(random)

/** Keys that are there, here and at other stores. */
const keyValue = (random: Random, of: TableDescription): Value => {
  if (random.chance(0.1)) return anyValue(random)
  return of.name === 'orders' ? BigInt(random.whole(1, 6)) : `c${random.whole(1, 6)}`
}

const rowOf = (random: Random, table: PayloadTable, of: TableDescription): Value[] =>
  payloadTableColumns(table).map((name) => {
    if (name === ':at') return timeOfTouch(random)
    if (of.key.includes(name)) return keyValue(random, of)
    return random.chance(0.4) ? BigInt(random.whole(0, 9)) : anyValue(random)
  })

function someTable(random: Random): { table: PayloadTable; rows: Value[][] } {
  const of = random.pick(shopTables)
  const values = of.columns.map(({ name }) => name).filter((name) => !of.key.includes(name) && random.chance(0.9))
  if (random.chance(0.06)) values.push(random.pick([...columnNames, ...strangeTexts]))
  const operation = random.chance(0.9)
    ? random.pick(['insert', 'update', 'delete', 'refresh'] as const)
    : random.pick(Operation.options)
  const name = random.chance(0.94) ? of.name : random.pick([...ownNames, ...strangeTexts])
  const key = random.chance(0.97) ? of.key : [...of.key, random.pick(columnNames)]
  const table: PayloadTable = { name, operation, key, values, rows: 0 }
  const rows = Array.from({ length: random.pick([0, 1, 2, 3, 8]) }, () => rowOf(random, table, of))
  if (rows[0] && random.chance(0.1)) rows.push(rows[0])
  table.rows = random.chance(0.95) ? rows.length : random.pick([0, 1, 2 ** 53 - 1])
  return { table, rows }
}

function someSchema(random: Random): TableDescription[] | null {
  if (random.chance(0.6)) return null
  const schema = structuredClone(shopTables)
  const one = random.pick(schema)
  random.pick<() => void>([
    () =>
      void one.columns.push(
        column(
          random.pick([...columnNames, ...strangeTexts, 'extra']),
          random.pick(['', 'TEXT', 'INTEGER DEFAULT (1)', 'TEXT) --']),
        ),
      ),
    () => void schema.push({ ...structuredClone(one), name: random.pick([...ownNames, ...strangeTexts, 'more']) }),
    () => void schema.push(structuredClone(one)),
    () => void one.key.push(random.pick([...columnNames, ...one.key])),
    () => void one.key.splice(0, 1, random.pick(columnNames)),
    () => void Object.assign(one, { strict: !one.strict }),
    () => void Object.assign(one, { automaticKey: !one.automaticKey }),
    () => void one.columns.splice(random.whole(0, one.columns.length - 1), 1),
    () => void Object.assign(random.pick(one.columns), { type: random.pick(['TEXT', 'INTEGER', 'ANY', 'BLOB', '"']) }),
    () => undefined,
  ])()
  return schema
}

/** What else may be in a SQLite file. */
const tricks = [
  'CREATE VIEW v AS SELECT * FROM "central office"',
  'CREATE TABLE more (x)',
  'CREATE INDEX i ON "central office" (contents)',
  'CREATE UNIQUE INDEX "central office 2" ON "central office" (contents)',
  `CREATE TRIGGER t AFTER INSERT ON "central office" BEGIN DELETE FROM "central office"; END`,
  'CREATE VIRTUAL TABLE f USING fts5(x)',
  'CREATE VIRTUAL TABLE r USING rtree(id, a, b)',
  'CREATE VIRTUAL TABLE d USING dbstat',
  'CREATE TABLE g (a, b AS (a + 1) STORED)',
  'CREATE TABLE w (a PRIMARY KEY) WITHOUT ROWID',
  'CREATE TABLE s (a INTEGER PRIMARY KEY AUTOINCREMENT)',
  'ANALYZE',
  'PRAGMA journal_mode = WAL',
  'PRAGMA auto_vacuum = FULL; VACUUM',
  'PRAGMA page_size = 65536; VACUUM',
  'PRAGMA user_version = 2147483647; PRAGMA application_id = -1',
  'INSERT INTO "central office" SELECT * FROM "central office"',
  'DELETE FROM "central office"',
  'UPDATE "central office" SET contents = zeroblob(1000000)',
  `UPDATE "central office" SET contents = CAST(contents AS BLOB)`,
  `UPDATE "central office" SET contents = contents || char(0) || '}'`,
  `UPDATE "central office" SET contents = replace(contents, '"format":2', '"format":3')`,
  `UPDATE "central office" SET contents = replace(hex(zeroblob(150000)), '0', '[')`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'contents', 'contents DEFAULT (randomblob(1e9))')`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 99999`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 0`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'central office'`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = 'view'`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET tbl_name = 'sqlite_schema'`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = NULL`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || ' '`,
  `PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE VIEW "central office" AS SELECT 1 AS contents'`,
  `PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT 'view', 'central office', 'central office', 0, 'CREATE VIEW "central office" AS SELECT 1 AS contents'`,
  `PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM sqlite_schema`,
  `PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'central office', 'central office', 0, 'CREATE VIRTUAL TABLE "central office" USING fts5(x)')`,
  `PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('trigger', 'central office', 'central office', 0, 'CREATE TRIGGER "central office" AFTER INSERT ON "central office" BEGIN SELECT 1; END')`,
  `PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'sqlite_stat1', 'sqlite_stat1', 2, 'CREATE TABLE sqlite_stat1 (tbl, idx, stat)')`,
]

/** A payload of a store that means harm: nearly right, or right in form and strange in what it says. */
export function hostilePayload(random: Random, trickiness: number): PlainPayload {
  const some = Array.from({ length: random.whole(0, 3) }, () => someTable(random))
  const distinct = some.filter(
    ({ table }, i) =>
      random.chance(0.02) ||
      !some.slice(0, i).some((other) => other.table.name === table.name && other.table.operation === table.operation),
  )
  const contents = {
    format: 2,
    schema: someSchema(random),
    replicaSetup: null,
    tables: distinct.map(({ table }) => table),
  }
  return {
    contents: random.chance(trickiness / 2)
      ? mutatedJsonText(random, contents).toWellFormed()
      : JSON.stringify(contents),
    tables: distinct.map(({ table, rows }) => operationTable(table, rows)),
    afterwards: random.chance(trickiness) ? [random.pick(tricks)] : [],
    pageSize: random.pick([512, 512, 512, 1024, 4096]),
  }
}
