import { SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import type { ArrivedTable } from './arrived-table.ts'

/** Why a row cannot stand in this database, and what would settle it, for a person. */
export type Refusal = { reason: string; remedy: string }

/** Rows of one table that cannot stand in this database, for one reason. */
export type Refused = Refusal & {
  arrival: ArrivedTable
  /** Their keys, values in key order. */
  keys: Value[][]
}

/** Reads the refused keys out, because undoing the attempt would take a table of them along. */
export async function listRefused(
  database: Database,
  arrival: ArrivedTable,
  select: string,
  refusal: Refusal,
): Promise<Refused[]> {
  const keys = await readKeys(database, arrival, select)
  return keys.length === 0 ? [] : [{ ...refusal, arrival, keys }]
}

/** The keys that `select` finds, values in key order. */
export async function readKeys(database: Database, { table }: ArrivedTable, select: string): Promise<Value[][]> {
  const sql = new SqlText(database.dialect)
  const found = await database.all(`SELECT ${sql.list(table.keyNames, 'r')} FROM (${select}) AS r`)
  return found.map((row) => table.keyNames.map((name) => row[name] ?? null))
}

/** The same text for the same key, types told apart. */
export const keyText = (key: Value[]): string =>
  key
    .map((value) => `${typeof value} ${value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value}`)
    .join('\n')
