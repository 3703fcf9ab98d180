import { SqlText } from '../../capture/sql-text.ts'
import type { Database, Value } from '../../databases/database.ts'
import { OWN_PREFIX } from '../../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { type BrowsedTable, browsedTable, type Place } from './browsed-table.ts'
import { columnOf } from './row-filter.ts'
import { valuesOf } from './row-name.ts'
import { RowRefused, refusalOf, refusedColumn } from './row-refused.ts'
import { type ReadRow, rowReader } from './row-values.ts'

export type Values = Record<string, Value>
export type Saved = { table: BrowsedTable; row: ReadRow }

/** One row whole, for a person to edit. Errors: TABLE_UNKNOWN, ROW_CHANGED (it is gone), USAGE. */
export async function wholeRow(place: Place, tableName: string, name: string): Promise<Saved> {
  const table = await browsedTable(place, tableName)
  return { table, row: await rowBy(place.database, table, valuesOf(name, table.key.length)) }
}

/**
 * Edits of a person, made as the shop's own program makes its own: captured, and sent with the next transmission. References to
 * other tables are enforced. `store`: at the office, whose row it is. A column that is left out is left to the database.
 * Errors: TABLE_UNKNOWN, USAGE, DATABASE_REFUSED (see RowRefused).
 */
export async function insertRow(
  place: Place,
  { table: tableName, store, values }: { table: string; store: string | null; values: Values },
): Promise<Saved> {
  const { database } = place
  const table = await editableTable(place, tableName)
  const own = await withStore(database, table, store)
  for (const { name, demanded } of table.columns)
    if (demanded && values[name] == null) throw refusedColumn(name, 'it must have a value')
  checkColumns(table, values)
  const sql = new SqlText(database.dialect)
  const all = { ...own, ...values }
  const names = Object.keys(all)
  const row = await edit(database, table, all, async () => {
    const what = names.length
      ? `(${sql.list(names)}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`
      : 'DEFAULT VALUES'
    const [made] = await database.all(
      `INSERT INTO ${sql.name(table.name)} ${what} RETURNING ${sql.list(table.key)}`,
      ...Object.values(all),
    )
    return rowBy(
      database,
      table,
      table.key.map((name) => made?.[name] ?? null),
    )
  })
  return { table, row }
}

/** `before`: what the page showed of the row. Errors: as `insertRow`, and ROW_CHANGED. */
export async function updateRow(
  place: Place,
  { table: tableName, name, values, before }: { table: string; name: string; values: Values; before: Values },
): Promise<Saved> {
  const { database } = place
  const table = await editableTable(place, tableName)
  const key = valuesOf(name, table.key.length)
  checkColumns(table, { ...before, ...values })
  for (const [column, value] of Object.entries(values))
    if (value === null && columnOf(table, column).demanded) throw refusedColumn(column, 'it must have a value')
  const sql = new SqlText(database.dialect)
  const names = Object.keys(values)
  const row = await edit(database, table, values, async () => {
    refuseChanged(table, await rowBy(database, table, key), before)
    if (names.length === 0) return rowBy(database, table, key)
    const set = names.map((column, i) => `${sql.name(column)} = $${i + 1}`).join(', ')
    const [now] = await database.all(
      `UPDATE ${sql.name(table.name)} SET ${set} WHERE ${sameRow(sql, table, names.length)} RETURNING ${sql.list(table.key)}`,
      ...Object.values(values),
      ...key,
    )
    return rowBy(
      database,
      table,
      table.key.map((column) => now?.[column] ?? null),
    )
  })
  return { table, row }
}

/** Errors: as `updateRow`. */
export async function deleteRow(
  place: Place,
  { table: tableName, name, before }: { table: string; name: string; before: Values },
): Promise<void> {
  const { database } = place
  const table = await editableTable(place, tableName)
  const key = valuesOf(name, table.key.length)
  checkColumns(table, before)
  const sql = new SqlText(database.dialect)
  await edit(database, table, null, async () => {
    refuseChanged(table, await rowBy(database, table, key), before)
    await database.run(`DELETE FROM ${sql.name(table.name)} WHERE ${sameRow(sql, table, 0)}`, ...key)
  })
}

async function editableTable(place: Place, name: string): Promise<BrowsedTable> {
  const table = await browsedTable(place, name)
  if (table.editable) return table
  throw new RowRefused(`Rows of ${name} cannot be changed here. ${table.why}`, {})
}

/** Carries an edit out whole or not at all; what the database refuses comes back at its column. */
async function edit<T>(
  database: Database,
  table: BrowsedTable,
  values: Values | null,
  work: () => Promise<T>,
): Promise<T> {
  // The merge looks at references by itself; a person's edit is left to the database.
  await database.script('PRAGMA foreign_keys = ON')
  try {
    return await database.transaction(work)
  } catch (error) {
    throw await refusalOf(error, database, table, values)
  } finally {
    await database.script('PRAGMA foreign_keys = OFF')
  }
}

async function withStore(database: Database, table: BrowsedTable, store: string | null): Promise<Values> {
  if (table.guidColumn === null) return {}
  const known =
    store !== null &&
    (await database.get(`SELECT 1 AS one FROM ${OWN_PREFIX}stores WHERE guid = $1 AND retired_at IS NULL`, store))
  if (!known) throw new RowRefused('Whose row is it? Choose a store.', { store: 'choose a store' })
  return { [table.guidColumn]: store }
}

function checkColumns(table: BrowsedTable, values: Values): void {
  for (const name of Object.keys(values)) columnOf(table, name)
}

const sameRow = (sql: SqlText, { key }: BrowsedTable, bound: number): string =>
  key.map((name, i) => `${sql.name(name)} = $${bound + i + 1}`).join(' AND ')

async function rowBy(database: Database, table: BrowsedTable, key: Value[]): Promise<ReadRow> {
  const row = await rowReader(database, table, table.key, { whole: true })(key)
  if (row) return row
  throw new CentralOfficeError('ROW_CHANGED', 'This row is not there any more: it was deleted, or has another key.', {
    hint: 'Load the table again.',
  })
}

/** Another person, the shop's program or a transmission may have been here since the page was made. */
function refuseChanged(table: BrowsedTable, row: ReadRow, before: Values): void {
  const changed = table.columns.filter(
    ({ name }, i) => name in before && !same(row.values[i] ?? null, before[name] ?? null),
  )
  if (changed.length === 0) return
  const names = changed.map(({ name }) => name).join(', ')
  throw new CentralOfficeError('ROW_CHANGED', `The row has been changed meanwhile (${names}). Nothing was saved.`, {
    hint: 'Load it again: what you typed stays, and what the row holds now is shown beside it.',
  })
}

function same(a: Value, b: Value): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0
  return Object.is(a, b)
}
