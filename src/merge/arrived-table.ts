import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { keyType } from '../capture/store-capture.ts'
import type { Database } from '../databases/database.ts'

/** A table at a store while a payload is merged: the rows that are to be written stand in the temporary table `arrived`. */
export type ArrivedTable = {
  table: ReplicatedTable
  /** Transmitted columns that the payload has. */
  values: string[]
  arrived: string
  /** Temporary table that says of rows which were parked before since when; null where none was. */
  parkedBefore: string | null
  rows: number
}

/** Columns that the payload does not have: the office does not know them yet. */
export const untoldOf = ({ table, values }: ArrivedTable): string[] =>
  table.values.filter((name) => !values.includes(name))

/** Makes an empty temporary table for arrived rows of a table: key, ":exists", values. Returns its name, which begins with `name`. */
export async function makeArrived(database: Database, table: ReplicatedTable, name: string): Promise<string> {
  const sql = new SqlText(database.dialect)
  const arrived = database.dialect.temporaryTable(`${name}_${table.id}`)
  // Typed like the live key: only so can its index serve where live rows are looked up in it.
  const typed = table.key.map((column) => `${sql.name(column.name)} ${keyType(column, table)}`)
  await database.script(`DROP TABLE IF EXISTS ${arrived};
    CREATE TABLE ${arrived} (${commas(...typed, '":exists"', sql.list(table.values))}, PRIMARY KEY (${sql.list(table.keyNames)}))
    WITHOUT ROWID`)
  return arrived
}
