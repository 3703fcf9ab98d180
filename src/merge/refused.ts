import { SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import type { ArrivedTable } from './arrived.ts'

/** Rows of one table that cannot stand in this database, with the reason in words. */
export type Refused = {
  arrival: ArrivedTable
  /** Their keys, values in key order. */
  keys: Value[][]
  reason: string
}

/** Reads the refused keys out, because undoing the attempt would take a table of them along. */
export async function listRefused(
  database: Database,
  arrival: ArrivedTable,
  select: string,
  reason: string,
): Promise<Refused[]> {
  const { keyNames } = arrival.table
  const sql = new SqlText(database.dialect)
  const found = await database.all(`SELECT ${sql.list(keyNames, 'r')} FROM (${select}) AS r`)
  const keys = found.map((row) => keyNames.map((name) => row[name] ?? null))
  return keys.length === 0 ? [] : [{ arrival, keys, reason }]
}

/** The same text for the same key, types told apart. */
export const keyText = (key: Value[]): string =>
  key
    .map((value) => `${typeof value} ${value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value}`)
    .join('\n')
