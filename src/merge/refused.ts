import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { ArrivedTable } from './arrived.ts'

/** Rows of one table that cannot stand in this database, with the reason in words. */
export type Refused = {
  arrival: ArrivedTable
  /** Row keys as SQL row values, e.g. `(42, 'A')`. */
  keys: string[]
  reason: string
}

/** Reads the refused keys out, because undoing the attempt would take a table of them along. */
export async function listRefused(
  database: Database,
  arrival: ArrivedTable,
  select: string,
  reason: string,
): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const literals = arrival.table.keyNames.map((name) => sql.dialect.literal(`r.${sql.name(name)}`)).join(` || ', ' || `)
  const found = await database.all<{ key: string }>(`SELECT ${literals} AS key FROM (${select}) AS r`)
  return found.length === 0 ? [] : [{ arrival, keys: found.map(({ key }) => `(${key})`), reason }]
}
