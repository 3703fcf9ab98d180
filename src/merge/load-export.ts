import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database, Value } from '../databases/database.ts'
import type { PayloadWriter } from './payload-writer.ts'

/** Rows taken at a time before their size is known. */
const FIRST_PIECE = 2_000
const LARGEST_PIECE = 250_000

/**
 * Adds rows of a table that belongs to this store alone to its initial load, in key order from where the last chunk ended,
 * until the payload has about `targetBytes`. Inside a transaction. Returns true when the table is loaded whole.
 *
 * A row that was edited since capture started goes as it is now, so its pending entry is dropped: the office's
 * base for its next change is this image.
 */
export async function exportLoad(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
  targetBytes: number,
): Promise<boolean> {
  let piece = FIRST_PIECE
  for (;;) {
    const before = await database.outgoingBytes()
    const added = await exportPiece(database, table, batch, writer, piece)
    if (added < piece) return true
    const after = await database.outgoingBytes()
    if (after >= targetBytes) return false
    const rowBytes = Math.max(16, (after - before) / added)
    piece = Math.min(LARGEST_PIECE, Math.max(100, Math.ceil((targetBytes - after) / rowBytes)))
  }
}

async function exportPiece(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
  piece: number,
): Promise<number> {
  const sql = new SqlText(database.dialect)
  const { pending, load } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const from = await database.get(`SELECT ${key} FROM ${load} ORDER BY ":batch" DESC LIMIT 1`)
  const after = from ? (table.keyNames.map((name) => from[name]) as Value[]) : []
  // Byte by byte also where the key's own collation is laxer, so that the pieces fit the pending entries' order.
  const inOrder = (alias: string) =>
    table.keyNames.map((name) => sql.name(name, alias) + (table.collatedKey.includes(name) ? ' COLLATE BINARY' : ''))
  const beyond = (alias: string, bound: Value[], first: number, operator: string) =>
    bound.length
      ? `(${inOrder(alias).join(', ')}) ${operator} (${bound.map((_, i) => `$${first + i}`).join(', ')})`
      : sql.each(table.keyNames, (name) => `${sql.name(name, alias)} IS NOT NULL`, ' AND ')

  const added = await writer.add(
    'insert',
    table,
    `SELECT ${commas('0', sql.list(table.keyNames, 'live'), sql.list(table.values, 'live'))}
     FROM ${sql.name(table.name)} AS live WHERE ${beyond('live', after, 2, '>')}
     ORDER BY ${inOrder('live').join(', ')} LIMIT $1`,
    piece,
    ...after,
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
  const upTo = beyond(pending, to, 1, '<=')
  const starting = after.length ? ` AND ${beyond(pending, after, 1 + to.length, '>')}` : ''
  await database.run(`DELETE FROM ${pending} WHERE ${upTo}${starting}`, ...to, ...after)
  return added
}
