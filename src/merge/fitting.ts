import type { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { PayloadLimits } from './piece-size.ts'

/** Rows to take next; `all` where no other waits. */
export type Fitting = { rows: number; all: boolean }

/** SQL for about the bytes that some columns of some tables take up in a payload. Long values are not read for it. */
export const bytesOf = (sql: SqlText, columns: string[], aliases: string[]): string =>
  aliases.flatMap((alias) => columns.map((name) => `COALESCE(octet_length(${sql.name(name, alias)}), 0)`)).join(' + ')

/**
 * How many of the rows that `source` (FROM ...) finds, in the order it finds them, fit into what is left of a payload: a few
 * statements, however many there are. Where not all do, it may be some fewer than fit. At least one where the payload is `empty`.
 */
export async function countFitting(
  database: Database,
  { bytes, source }: { bytes: string; source: string },
  limits: PayloadLimits,
  empty: boolean,
): Promise<Fitting> {
  if (limits.rows <= 0) return { rows: 0, all: false }
  const first = await sumOf(database, bytes, source, limits.rows)
  if (first.bytes <= limits.bytes) return { rows: first.rows, all: first.rows < limits.rows }
  // Rows are mostly of one size, and to add them up is quicker than to look where the sum passes the limit.
  const rows = Math.floor((first.rows * SPARING * limits.bytes) / first.bytes)
  if (rows > 0 && (await sumOf(database, bytes, source, rows)).bytes <= limits.bytes) return { rows, all: false }
  return countExactly(database, { bytes, source }, limits, empty)
}

/** Part of the room that rows of average size are to take: as many of the others as a rule take no more than all of it. */
const SPARING = 0.95

async function sumOf(database: Database, bytes: string, source: string, rows: number) {
  const sum = await database.get<{ looked_at: bigint; bytes: bigint }>(
    `SELECT count(*) AS looked_at, COALESCE(sum(size), 0) AS bytes FROM (SELECT ${bytes} AS size ${source} LIMIT $1) AS sizes`,
    rows,
  )
  return { rows: Number(sum?.looked_at), bytes: Number(sum?.bytes) }
}

async function countExactly(
  database: Database,
  { bytes, source }: { bytes: string; source: string },
  limits: PayloadLimits,
  empty: boolean,
): Promise<Fitting> {
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
