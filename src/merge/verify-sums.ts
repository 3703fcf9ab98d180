import { createHash, type Hash } from 'node:crypto'
import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { LONG_VALUE } from '../databases/sqlite-row-bytes.ts'
import { inRange, keyLiterals, type LiteralRange, type VerifiedTable } from './verify-table.ts'

/** A range of keys, how many rows stand there, and a checksum of them: the first 16 bytes of a SHA-256. */
export type RangeSum = LiteralRange & { rows: number; sum: Uint8Array }

const SUM_BYTES = 16
/** Rows of the smallest range. */
export const FIRST_ROWS = 64
/** What the rows of one range may take in memory, bytes. */
const RANGE_BYTES = 64 * 1024 * 1024

/**
 * Counts and sums the rows of a range, in one statement whatever their number. At most `limit` rows are looked at (null: all): who
 * knows how many there must be needs to see one more, and no checksum then.
 */
export async function sumRange(
  database: Database,
  table: VerifiedTable,
  range: LiteralRange,
  limit: number | null = null,
): Promise<{ rows: number; sum: Uint8Array }> {
  const { dialect } = database
  const found = await database.get<{ rows: bigint; bytes: Uint8Array | null; long: bigint | null }>(
    `SELECT count(*) AS rows, ${dialect.joinBytes('bytes')} AS bytes, max(long) AS long FROM (
       SELECT ${dialect.rowBytes(table.columns)} AS bytes, ${dialect.hasLongValue(table.columns)} AS long
       FROM ${table.from} WHERE ${inRange(table, range)} ORDER BY ${table.order}
       ${limit === null ? '' : `LIMIT ${limit}`})`,
  )
  const rows = Number(found?.rows ?? 0)
  const hash = createHash('sha256')
  if (found?.bytes) hash.update(found.bytes)
  if (found?.long === 1n && (limit === null || rows < limit)) await addLongValues(database, table, range, hash)
  return { rows, sum: new Uint8Array(hash.digest().subarray(0, SUM_BYTES)) }
}

/** Adds the values that `rowBytes` leaves out, row by row and one at a time, however long they are. */
export async function addLongValues(
  database: Database,
  table: VerifiedTable,
  range: LiteralRange,
  hash: Hash,
): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { dialect } = database
  const rows = await database.all<{ key: string }>(
    `SELECT ${keyLiterals(sql, table.keyNames, 'r')} AS key FROM ${table.from}
     WHERE ${inRange(table, range)} AND (${dialect.hasLongValue(table.columns)}) ORDER BY ${table.order}`,
  )
  for (const { key } of rows)
    for (const { expression } of table.columns) {
      const value = await database.get<{ bytes: Uint8Array }>(
        `SELECT CAST(${expression} AS BLOB) AS bytes FROM ${table.from}
         WHERE ${table.scope} AND (${table.order}) = (${key}) AND octet_length(${expression}) > ${LONG_VALUE}`,
      )
      if (value) hash.update(value.bytes)
    }
}

/**
 * Cuts the rows of a range into smaller ones and sums each. Every range has one row more than the one before, so that of n
 * rows there are about √(2n) ranges of at most √(2n) rows: few sums to send, and few rows in each to look at. Between them the
 * ranges cover every key of the given one.
 */
export async function cutRange(database: Database, table: VerifiedTable, whole: LiteralRange): Promise<RangeSum[]> {
  const sql = new SqlText(database.dialect)
  const key = keyLiterals(sql, table.keyNames, 'r')
  const most = Math.max(FIRST_ROWS, Math.floor(RANGE_BYTES / (LONG_VALUE * table.columns.length)))
  const ranges: RangeSum[] = []
  for (let beyond = whole.beyond; ; ) {
    const rows = Math.min(FIRST_ROWS + ranges.length, most)
    const rest = { beyond, upto: whole.upto }
    const last = await database.get<{ key: string }>(
      `SELECT ${key} AS key FROM ${table.from} WHERE ${inRange(table, rest)}
       ORDER BY ${table.order} LIMIT 1 OFFSET ${rows - 1}`,
    )
    const range = { beyond, upto: last?.key ?? whole.upto }
    ranges.push({ ...range, ...(await sumRange(database, table, range)) })
    if (!last || last.key === whole.upto) return ranges
    beyond = last.key
  }
}

export const sameSum = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
