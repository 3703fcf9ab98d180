import type { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { PayloadLimits } from './piece-size.ts'

/** Rows to take next; `all` where no other waits. */
export type Fitting = { rows: number; all: boolean }

/** SQL for about the bytes that some columns of some tables take up in a payload. Long values are not read for it. */
export const bytesOf = (sql: SqlText, columns: string[], aliases: string[]): string =>
  aliases.flatMap((alias) => columns.map((name) => `COALESCE(octet_length(${sql.name(name, alias)}), 0)`)).join(' + ')

/**
 * How many of the rows that `source` (FROM ...) finds, in the order it finds them, fit into what is left of a payload: one
 * statement, however many there are. At least one where the payload is `empty`.
 */
export async function countFitting(
  database: Database,
  { bytes, source }: { bytes: string; source: string },
  limits: PayloadLimits,
  empty: boolean,
): Promise<Fitting> {
  if (limits.rows <= 0) return { rows: 0, all: false }
  const found = await database.get<{ looked_at: bigint; fitting: bigint }>(
    `SELECT count(*) AS looked_at, count(CASE WHEN together <= $2 THEN 1 END) AS fitting FROM (
       SELECT sum(size) OVER (ROWS UNBOUNDED PRECEDING) AS together
       FROM (SELECT ${bytes} AS size ${source} LIMIT $1) AS sizes) AS sums`,
    limits.rows,
    limits.bytes,
  )
  const lookedAt = Number(found?.looked_at ?? 0)
  const rows = Math.min(lookedAt, Math.max(Number(found?.fitting ?? 0), empty ? 1 : 0))
  return { rows, all: rows === lookedAt && lookedAt < limits.rows }
}
