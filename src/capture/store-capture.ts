import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Table } from '../databases/table.ts'
import type { Column } from '../model/table.ts'
import { isRowidKey } from './captured-layout.ts'
import { freeName, type ReplicatedTable } from './replicated-table.ts'
import { commas, SqlText } from './sql-text.ts'
import { lookupTable, storeNames } from './store-names.ts'
import { storeTriggers } from './store-triggers.ts'
import { typeText } from './type-text.ts'

/**
 * Starts capturing a table at a store: its own tables and its triggers. Inside a transaction.
 * Rows already there are captured as inserted where other locations may have the same rows (`shared`, `office`); rows that are
 * this store's alone are loaded by key range and need no entry each.
 */
export async function startCapture(database: Database, table: ReplicatedTable, live: Table): Promise<void> {
  const sql = new SqlText(database.dialect)
  const names = storeNames(table.id)
  const image = table.values.map((name) => sql.name(name)).join(', ')
  const key = keyColumns(sql, table)
  const { primary, clustered } = primaryKey(sql, table, live)
  await database.script(`
    CREATE TABLE ${names.pending} (
      ${commas(`":existed" INTEGER NOT NULL, ":at" INTEGER NOT NULL, ":skipped" INTEGER NOT NULL DEFAULT 0`, image)}, ${primary}
    )${clustered};
    CREATE TABLE ${names.sent} (
      ":batch" INTEGER NOT NULL, ${key}, ":existed" INTEGER NOT NULL, ":at" INTEGER NOT NULL,
      ${commas(`":skipped" INTEGER NOT NULL`, image)}, PRIMARY KEY (":batch", ${sql.list(table.keyNames)})
    ) WITHOUT ROWID;
    CREATE TABLE ${names.parked} (
      ${key}, ":exists" INTEGER NOT NULL, ":number" INTEGER NOT NULL, ":reason" TEXT NOT NULL, ":remedy" TEXT NOT NULL,
      ${commas('":since" INTEGER NOT NULL, ":tries" INTEGER NOT NULL', image)},
      PRIMARY KEY (${sql.list(table.keyNames)})
    ) WITHOUT ROWID;
    CREATE TABLE ${names.known} (${key}, PRIMARY KEY (${sql.list(table.keyNames)})) WITHOUT ROWID;
    CREATE TABLE ${names.load} (":batch" INTEGER PRIMARY KEY, ${key});
  `)
  for (const statement of storeTriggers(sql, table, live)) await database.script(statement)
  if (table.sharing === 'shared' || table.sharing === 'office')
    await database.run(`
      INSERT INTO ${names.pending} (${sql.list(table.keyNames)}, ":existed", ":at")
      SELECT ${sql.list(table.keyNames)}, 0, 0 FROM ${sql.name(table.name)}
      WHERE ${sql.each(table.keyNames, (name) => `${sql.name(name)} IS NOT NULL`, ' AND ')}`)
  if (table.sharing === 'lookup') await createLookupTable(database, table)
}

const keyColumns = (sql: SqlText, table: ReplicatedTable): string =>
  table.key.map((column) => `${sql.name(column.name)} ${keyType(column, table)} NOT NULL`).join(', ')

/** The key of one of this program's own tables that goes along with the shop's, and what ends its definition. */
export const primaryKey = (
  sql: SqlText,
  table: ReplicatedTable,
  live: Table,
): { primary: string; clustered: string } =>
  isRowidKey(table, live)
    ? { primary: `${sql.name(table.keyNames[0] as string)} INTEGER PRIMARY KEY`, clustered: '' }
    : { primary: `${keyColumns(sql, table)}, PRIMARY KEY (${sql.list(table.keyNames)})`, clustered: ' WITHOUT ROWID' }

/** Makes room for the rows of all other stores. Inside a transaction. */
export async function createLookupTable(database: Database, table: ReplicatedTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const columns = table.columns.map((column) => `${sql.name(column.name)} ${typeText(column.type)}`)
  const guid = sql.name(freeName('store_guid', table.columns))
  const number = sql.name(freeName('store_number', table.columns))
  await database.script(`
    CREATE TABLE ${sql.name(lookupTable(table.name))} (
      ${guid} TEXT NOT NULL, ${number} TEXT NOT NULL, ${columns.join(', ')},
      PRIMARY KEY (${guid}, ${sql.list(table.keyNames)})
    ) ${table.strict ? 'STRICT, ' : ''}WITHOUT ROWID`)
}

/**
 * Replaces the triggers of a captured table where they are not as they must be: a unique index came or went, the columns
 * are others, or an earlier version of this program made them. Inside a transaction, so that no edit falls between.
 */
export async function renewTriggers(database: Database, table: ReplicatedTable, live: Table): Promise<void> {
  const found = (await triggersOn(database, table.name)).filter(({ name }) => name.startsWith(OWN_PREFIX))
  const wanted = storeTriggers(new SqlText(database.dialect), table, live)
  if (found.length === wanted.length && found.every(({ sql }) => wanted.includes(sql))) return
  await dropTriggers(database, table)
  for (const statement of wanted) await database.script(statement)
}

/** Ends the capture of a table; what was noted stays. */
export async function dropTriggers(database: Database, { name: table }: ReplicatedTable): Promise<void> {
  for (const { name } of await triggersOn(database, table))
    if (name.startsWith(OWN_PREFIX)) await database.script(`DROP TRIGGER ${name}`)
}

const triggersOn = (database: Database, table: string): Promise<{ name: string; sql: string }[]> =>
  database.all(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower($1)`, table)

/** True where at least one trigger of this program watches the table. */
export const isWatched = async (database: Database, { id, name: table }: ReplicatedTable): Promise<boolean> =>
  (await triggersOn(database, table)).some(({ name }) => name.startsWith(storeNames(id).trigger('')))

/** Keys are compared across tables by index, so they need the affinity of the live column. */
export const keyType = (column: Column, table: ReplicatedTable): string =>
  table.untyped.has(column.name) ? '' : typeText(column.type)
