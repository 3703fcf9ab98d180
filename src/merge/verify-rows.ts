import { createHash } from 'node:crypto'
import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { keyType } from '../capture/store-capture.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'
import { inKeyOrder } from './key-range.ts'
import type { PayloadWriter } from './payload-writer.ts'
import { addLongRows } from './verify-sums.ts'
import {
  boundsOf,
  inRange,
  keptBackSide,
  keyLiterals,
  type LiteralRange,
  storeSide,
  type VerifiedTable,
} from './verify-table.ts'

/** A row's key as SQL literals, and its checksum: the first 8 bytes of a SHA-256. */
export type RowSum = { key: string; sum: Uint8Array }

const SUM_BYTES = 8
const ROWS_AT_A_TIME = 500

/** Sums the rows of a range one by one, some hundred at a time. For ranges that are known to differ. */
export async function* sumRows(
  database: Database,
  table: VerifiedTable,
  range: LiteralRange,
): AsyncGenerator<RowSum[]> {
  const sql = new SqlText(database.dialect)
  for (let rest: LiteralRange = range; ; ) {
    const rows = await database.all<{ key: string; bytes: Uint8Array | null }>(
      `SELECT ${keyLiterals(sql, table.keyNames, 'r')} AS key,
         CAST(${database.dialect.rowBytes(table.columns)} AS BLOB) AS bytes
       FROM ${table.from} WHERE ${inRange(table, rest)} ORDER BY ${table.order} LIMIT ${ROWS_AT_A_TIME}`,
    )
    const sums: RowSum[] = []
    let beyond = rest.beyond
    for (const { key, bytes } of rows) {
      const hash = createHash('sha256')
      if (bytes) hash.update(bytes)
      else await addLongRows(database, table, await boundsOf(database, table, { beyond, upto: key }), hash)
      sums.push({ key, sum: new Uint8Array(hash.digest().subarray(0, SUM_BYTES)) })
      beyond = key
    }
    if (sums.length > 0) yield sums
    if (sums.length < ROWS_AT_A_TIME) return
    rest = { ...rest, beyond }
  }
}

/** Rows of `(sum, key)` as a statement writes them; the sums are to be bound from `$1` on. */
export const rowSumValues = (sums: RowSum[]): string => sums.map(({ key }, i) => `($${i + 1}, ${key})`).join(', ')

/**
 * Lists the rows of some ranges of a store's table in the outgoing payload, inside the transaction that makes it and after
 * changes were put into it. Rows on their way, and those that the table's filter keeps here, go without a checksum: that they differ
 * means nothing. In the place of that of a parked row stands that it is parked.
 * Returns how many.
 */
export async function listRows(
  database: Database,
  table: ReplicatedTable,
  values: string[],
  ranges: LiteralRange[],
  writer: PayloadWriter,
): Promise<number> {
  const sql = new SqlText(database.dialect)
  const open = await listOpen(database, table)
  const side = storeSide(sql, table, values)
  const keys = sql.list(table.keyNames)
  const same = (alias: string) =>
    sql.each(table.keyNames, (name) => `${sql.name(name, 'o')} = ${sql.name(name, alias)}`, ' AND ')
  const notOpen = `NOT EXISTS (SELECT 1 FROM ${open} AS o WHERE ${same('r')})`
  const settled = { ...side, scope: `${side.scope} AND ${notOpen}` }
  const opened = { order: inKeyOrder(sql, table, 'o'), scope: 'TRUE' }
  const named = { name: table.name, keyNames: table.keyNames, values }
  // A row that an edit of the office's keeps back here has stayed there.
  const others = keptBackSide(sql, table)
  const keptBack = { ...others, scope: `${others.scope} AND ${notOpen}` }
  let rows = 0
  for (const range of ranges) {
    rows += await writer.add(
      'row_sums',
      named,
      `SELECT CASE WHEN o.":parked" = 1 THEN ${sql.text(PARKED)} END, ${keys} FROM ${open} AS o WHERE ${inRange(opened, range)}`,
    )
    if (table.setup.filter !== undefined)
      rows += await writer.add(
        'row_sums',
        named,
        `SELECT NULL, ${sql.list(table.keyNames, 'r')} FROM ${keptBack.from} WHERE ${inRange(keptBack, range)}`,
      )
    for await (const sums of sumRows(database, settled, range))
      rows += await writer.add('row_sums', named, `VALUES ${rowSumValues(sums)}`, ...sums.map(({ sum }) => sum))
  }
  return rows
}

/** Stands in the place of the checksum of a row that the store's database refuses as the office has it. */
export const PARKED = 'parked'

/**
 * Keys of all rows of a store's table that are on their way to the office, or parked (`":parked"` is 1). Returns the name of a temporary
 * table.
 */
export async function listOpen(database: Database, table: ReplicatedTable): Promise<string> {
  const sql = new SqlText(database.dialect)
  const { pending, sent, parked } = storeNames(table.id)
  const open = database.dialect.temporaryTable(`open_${table.id}`)
  const key = sql.list(table.keyNames)
  const typed = table.key.map((column) => `${sql.name(column.name)} ${keyType(column, table)}`)
  await database.script(`DROP TABLE IF EXISTS ${open};
    CREATE TABLE ${open} (${commas(...typed, '":parked" INTEGER')}, PRIMARY KEY (${key})) WITHOUT ROWID`)
  await database.run(`INSERT INTO ${open} (${key}, ":parked") SELECT ${key}, 1 FROM ${parked}`)
  await database.run(`INSERT INTO ${open} (${key}, ":parked")
    SELECT ${key}, 0 FROM (SELECT ${key} FROM ${pending} UNION SELECT ${key} FROM ${sent}) WHERE TRUE ON CONFLICT DO NOTHING`)
  return open
}
