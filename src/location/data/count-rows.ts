import type { Database } from '../../databases/database.ts'
import type { BrowsedTable } from './browsed-table.ts'

/** Some milliseconds of counting. */
const MOST = 200_000

/** How many rows a table has; null: more than are counted while a page waits. */
export async function countRows(database: Database, { name }: BrowsedTable): Promise<number | null> {
  const row = await database.get<{ n: bigint }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${database.dialect.quote(name)} LIMIT ${MOST + 1}) AS counted`,
  )
  const n = Number(row?.n ?? 0n)
  return n > MOST ? null : n
}
