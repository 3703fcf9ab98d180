import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { boundKey, inKeyOrder, type KeyRange, withinRange, writeRange } from './key-range.ts'
import type { PayloadWriter } from './payload-writer.ts'
import { PieceSize } from './piece-size.ts'
import { LOADED, sameRow } from './up-export.ts'

/**
 * Adds rows of a table that belongs to this store alone to its initial load, in key order from where the last chunk ended,
 * until the payload has about `targetBytes`. Inside a transaction. Returns true when the table is loaded whole.
 *
 * A row that was edited since capture started goes as it is now, so its pending entry is dropped: the office's base for its next
 * change is this image. So is that of a row that has gone: nobody has heard of it. Only what was set aside is still to be asked for.
 */
export async function exportLoad(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
  targetBytes: number,
): Promise<boolean> {
  const sql = new SqlText(database.dialect)
  const { pending } = storeNames(table.id)
  const goes = `EXISTS (${liveRow(sql, table)} AND ${transmits(sql, table, 'live')})`
  const told = `(${pending}.":skipped" = 0 OR ${goes})`
  const source = liveRows(database, table)
  const whole = await exportPieces(database, table, batch, writer, targetBytes, { source, told, keepsAsked: true })
  if (whole) await forgetEntries(database, table, { after: await lastLoaded(database, table), upTo: null }, told)
  return whole
}

/** Where the rows of a load come from, and which pending entries in the range of a piece say no more than it does. */
type Loaded = {
  source: string
  told: string
  /** What was set aside for one of them is asked for after all, should the payload be taken back and the row gone by then. */
  keepsAsked: boolean
}

async function exportPieces(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
  targetBytes: number,
  loaded: Loaded,
): Promise<boolean> {
  const size = await PieceSize.begin(database, targetBytes)
  for (;;) {
    const piece = size.rows
    const added = await exportPiece(database, table, batch, writer, piece, loaded)
    if (added < piece) return true
    await size.written(added)
    if (size.full) return false
  }
}

/**
 * The same while the office is refilled from this store, for a table of any sharing: the payload also says which range of
 * keys it is complete for, so that the office sees what is gone.
 */
export async function exportRefill(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
  targetBytes: number,
): Promise<boolean> {
  const after = boundKey(await lastLoaded(database, table))
  const source = await rowsAsOfficeHadThem(database, table)
  // Where the rows go to be compared, a row that is missing comes back: that one was deleted is told by its entry alone.
  const told = `(EXISTS (${liveRow(new SqlText(database.dialect), table)})
    OR NOT EXISTS (SELECT 1 FROM ${OWN_PREFIX}tables WHERE id = ${table.id} AND seen_tick IS NOT NULL))`
  const whole = await exportPieces(database, table, batch, writer, targetBytes, { source, told, keepsAsked: false })
  const upTo = whole ? null : boundKey(await lastLoaded(database, table))
  await writeRange(table, { after, upTo }, writer)
  return whole
}

/** The shop's row of a pending entry. */
const liveRow = (sql: SqlText, table: ReplicatedTable): string =>
  `SELECT 1 FROM ${sql.name(table.name)} AS live WHERE ${sameRow(sql, table, 'live', storeNames(table.id).pending)}`

function liveRows(database: Database, table: ReplicatedTable): string {
  const sql = new SqlText(database.dialect)
  if (table.setup.filter === undefined) return sql.name(table.name)
  const columns = commas(sql.list(table.keyNames), sql.list(table.values))
  return `(SELECT ${columns} FROM ${sql.name(table.name)} AS own WHERE ${transmits(sql, table, 'own')})`
}

/** Rows that this database refuses stand parked as the office had them: a restored office gets these back, too. */
async function rowsAsOfficeHadThem(database: Database, table: ReplicatedTable): Promise<string> {
  const sql = new SqlText(database.dialect)
  const { parked } = storeNames(table.id)
  const live = liveRows(database, table)
  if (!(await database.get(`SELECT 1 AS one FROM ${parked} LIMIT 1`))) return live
  const columns = commas(sql.list(table.keyNames), sql.list(table.values))
  return `(SELECT ${columns} FROM ${live} AS own
      WHERE NOT EXISTS (SELECT 1 FROM ${parked} AS p WHERE ${sameRow(sql, table, 'p', 'own')})
    UNION ALL SELECT ${columns} FROM ${parked} WHERE ":exists" = 1)`
}

/** The last key exported, with batches that fulfil a condition; null where there is none: the load of the table has not begun. */
export async function lastLoaded(
  database: Database,
  table: ReplicatedTable,
  batches = 'TRUE',
): Promise<Value[] | null> {
  const sql = new SqlText(database.dialect)
  const last = await database.get(
    `SELECT ${sql.list(table.keyNames)} FROM ${storeNames(table.id).load} WHERE ${batches} ORDER BY ":batch" DESC LIMIT 1`,
  )
  return last ? (table.keyNames.map((name) => last[name]) as Value[]) : null
}

async function exportPiece(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
  piece: number,
  { source, told, keepsAsked }: Loaded,
): Promise<number> {
  const sql = new SqlText(database.dialect)
  const { load } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const after = await lastLoaded(database, table)
  // Byte by byte, so that the pieces fit the pending entries' order.
  const beyond = withinRange(sql, table, 'live', { after, upTo: null }, 2)
  const keyed = after
    ? ''
    : `AND ${sql.each(table.keyNames, (name) => `${sql.name(name, 'live')} IS NOT NULL`, ' AND ')}`
  const added = await writer.add(
    'insert',
    table,
    `SELECT ${commas('0', sql.list(table.keyNames, 'live'), sql.list(table.values, 'live'))}
     FROM ${source} AS live WHERE ${beyond.condition} ${keyed}
     ORDER BY ${inKeyOrder(sql, table, 'live')} LIMIT $1`,
    piece,
    ...beyond.bound,
  )
  if (added === 0) return 0
  const written = database.dialect.payloadTable('outgoing', `insert ${table.name}`)
  const last = await database.get(
    `SELECT ${key} FROM ${written} ORDER BY ${sql.dialect.rowPosition(written)} DESC LIMIT 1`,
  )
  const to = table.keyNames.map((name) => last?.[name]) as Value[]
  await database.run(`DELETE FROM ${load} WHERE ":batch" = $1`, batch)
  await database.run(
    `INSERT INTO ${load} (":batch", ${key}) VALUES ($1, ${to.map((_, i) => `$${i + 2}`).join(', ')})`,
    batch,
    ...to,
  )
  const range = { after, upTo: to }
  if (keepsAsked) await keepAsked(database, table, batch, range, told)
  await forgetEntries(database, table, range, told)
  return added
}

/** Entries that mark what was set aside stay with the batch until the office has it: taken back, it is marked again. */
async function keepAsked(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  range: KeyRange,
  told: string,
): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { pending, sent } = storeNames(table.id)
  const { condition, bound } = entriesOf(sql, table, range, told, 2)
  const columns = commas(sql.list(table.keyNames), '":existed", ":at"', sql.list(table.values))
  await database.run(
    `INSERT INTO ${sent} (":batch", ":skipped", ${columns}) SELECT $1, ${LOADED}, ${columns} FROM ${pending}
     WHERE ":skipped" = 1 AND ${condition}`,
    batch,
    ...bound,
  )
}

/** Drops pending entries that say no more than the load does. */
async function forgetEntries(database: Database, table: ReplicatedTable, range: KeyRange, told: string): Promise<void> {
  const { pending } = storeNames(table.id)
  const { condition, bound } = entriesOf(new SqlText(database.dialect), table, range, told, 1)
  await database.run(`DELETE FROM ${pending} WHERE ${condition}`, ...bound)
}

/** Which pending entries are of rows whose keys lie in the range, those of parked rows apart, and fulfil `told`. `first`: parameter number. */
function entriesOf(sql: SqlText, table: ReplicatedTable, range: KeyRange, told: string, first: number) {
  const { pending, parked } = storeNames(table.id)
  const { condition, bound } = withinRange(sql, table, pending, range, first)
  const isParked = `EXISTS (SELECT 1 FROM ${parked} AS p WHERE ${sql.sameKey(table.keyNames, 'p', pending)})`
  return { condition: `${condition} AND NOT ${isParked} AND ${told}`, bound }
}
