import { createHash, type Hash } from 'node:crypto'
import { SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import type { KeyRange } from './key-range.ts'
import { boundsOf, inBounds, keyLiterals, type LiteralRange, type VerifiedTable } from './verify-table.ts'

/** A range of keys, how many rows stand there, and a checksum of them: the first 16 bytes of a SHA-256. */
export type RangeSum = LiteralRange & { rows: number; sum: Uint8Array }

const SUM_BYTES = 16
/** Rows of the smallest range. */
export const FIRST_ROWS = 64
/** Values in one range at most: each takes up to some thousand bytes of memory while they are summed. */
const MOST_VALUES = 16_384

/** Rows in one range at most. */
const mostRows = ({ columns }: VerifiedTable): number => Math.max(FIRST_ROWS, Math.floor(MOST_VALUES / columns.length))

/**
 * Counts and sums the rows of a range, in one statement whatever their number. Where there are more than ranges have (somebody
 * adds rows), they are not looked at any further: then the sum stands for nothing, and no range is equal to it.
 */
export async function sumRange(
  database: Database,
  table: VerifiedTable,
  range: KeyRange,
): Promise<{ rows: number; sum: Uint8Array }> {
  const { dialect } = database
  const { condition, bound } = inBounds(table, range, 1)
  // The limit is no parameter: one that SQLite knows beforehand costs nothing, a bound one half as much again as all the rest.
  const found = await database.get<{ rows: bigint; short: bigint; bytes: Uint8Array | null }>(
    `SELECT count(*) AS rows, count(bytes) AS short, ${dialect.joinBytes('bytes')} AS bytes FROM (
       SELECT ${dialect.rowBytes(table.columns)} AS bytes FROM ${table.from} WHERE ${condition}
       ORDER BY ${table.order} LIMIT ${mostRows(table) + 1})`,
    ...bound,
  )
  const rows = Number(found?.rows ?? 0)
  const hash = createHash('sha256')
  if (found?.bytes) hash.update(found.bytes)
  if (found && found.short < found.rows && rows <= mostRows(table)) await addLongRows(database, table, range, hash)
  return { rows, sum: new Uint8Array(hash.digest().subarray(0, SUM_BYTES)) }
}

/** True where these rows stand in the range and no others. */
export async function hasSum(
  database: Database,
  table: VerifiedTable,
  range: KeyRange,
  expected: { rows: number; sum: Uint8Array },
): Promise<boolean> {
  const { rows, sum } = await sumRange(database, table, range)
  return rows === expected.rows && rows <= mostRows(table) && Buffer.compare(sum, expected.sum) === 0
}

/** Adds the rows that have a long value, which come after all others: value by value, however long they are. */
export async function addLongRows(
  database: Database,
  table: VerifiedTable,
  range: KeyRange,
  hash: Hash,
): Promise<void> {
  const { dialect } = database
  const { condition, bound } = inBounds(table, range, 1)
  const rows = await database.all<{ key: string }>(
    `SELECT ${keyLiterals(new SqlText(dialect), table.keyNames, 'r')} AS key FROM ${table.from}
     WHERE ${condition} AND (${dialect.hasLongValue(table.columns)}) ORDER BY ${table.order}`,
    ...bound,
  )
  for (const { key } of rows)
    for (const column of table.columns) {
      const long = `(${dialect.hasLongValue([column])}) = TRUE`
      const value = await database.get<{ bytes: Uint8Array | null; size: Uint8Array | null; value: Uint8Array | null }>(
        `SELECT CAST(${dialect.rowBytes([column])} AS BLOB) AS bytes,
           CASE WHEN ${long} THEN CAST(${dialect.sizeBytes(column.expression)} AS BLOB) END AS size,
           CASE WHEN ${long} THEN CAST(${column.expression} AS BLOB) END AS value
         FROM ${table.from} WHERE ${table.scope} AND (${table.order}) = (${key})`,
      )
      for (const bytes of [value?.bytes, value?.size, value?.value]) if (bytes) hash.update(bytes)
    }
}

/**
 * Cuts the rows of a range into smaller ones and sums each. Every range has one row more than the one before, so that of n
 * rows there are about √(2n) ranges of at most √(2n) rows: few sums to send, and few rows in each to look at. Between them the
 * ranges cover every key of the given one.
 */
export async function cutRange(database: Database, table: VerifiedTable, whole: LiteralRange): Promise<RangeSum[]> {
  const sql = new SqlText(database.dialect)
  const literals = keyLiterals(sql, table.keyNames, 'r')
  const most = mostRows(table)
  const outer = await boundsOf(database, table, whole)
  const ranges: RangeSum[] = []
  for (let rest = outer, { beyond } = whole; ; ) {
    const { condition, bound } = inBounds(table, rest, 2)
    const last = await database.get(
      `SELECT ${sql.list(table.keyNames, 'r')}, ${literals} AS ":key" FROM ${table.from} WHERE ${condition}
       ORDER BY ${table.order} LIMIT 1 OFFSET $1`,
      Math.min(FIRST_ROWS + ranges.length, most) - 1,
      ...bound,
    )
    const key = last ? table.keyNames.map((name): Value => last[name] ?? null) : null
    const upto = last ? String(last[':key']) : whole.upto
    ranges.push({ beyond, upto, ...(await sumRange(database, table, { after: rest.after, upTo: key ?? outer.upTo })) })
    if (key === null || upto === whole.upto) return ranges
    rest = { after: key, upTo: outer.upTo }
    beyond = upto
  }
}
