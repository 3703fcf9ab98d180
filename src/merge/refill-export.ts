import { z } from 'zod'
import type { OfficeTable } from '../capture/office-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { TableDescription } from '../model/table.ts'
import { inKeyOrder, literalKey, writeRange } from './key-range.ts'
import type { PayloadWriter } from './payload-writer.ts'
import { type PayloadLimits, PieceSize } from './piece-size.ts'

/** How far the refill of a store has come. Kept as text in the office's database between two payloads. */
export const RefillProgress = z.strictObject({
  /** Tick at its beginning (null: not begun): what changes later is owed to the store as usual. */
  tick: z.int().nullable(),
  /** Number of the table being sent, and whether the rows are other stores' (sharing `lookup`). */
  table: z.int(),
  elsewhere: z.boolean(),
  /** Key of the last row sent, as SQL literals in key order; null: none yet. */
  after: z.string().nullable(),
})
export type RefillProgress = z.infer<typeof RefillProgress>

/** One table as it is sent to a store: its own rows of it, or other stores'. */
type Part = { table: OfficeTable; elsewhere: boolean; values: string[] }

/**
 * Puts further rows of all that a store is to hold into the outgoing payload until it is full, in key order, whether they
 * changed or not, and says which keys that is complete for. Inside a transaction. Returns where the next payload goes on,
 * or null at the end.
 */
export async function writeRefill(
  database: Database,
  tables: OfficeTable[],
  store: { guid: string; schema: readonly TableDescription[] },
  progress: RefillProgress,
  limits: PayloadLimits,
  writer: PayloadWriter,
): Promise<RefillProgress | null> {
  const parts = partsOf(tables, store.schema)
  const first = parts.findIndex(
    ({ table, elsewhere }) => table.id === progress.table && elsewhere === progress.elsewhere,
  )
  let { after } = progress
  let left = limits.rows
  for (const part of parts.slice(Math.max(first, 0))) {
    const position = { ...progress, table: part.table.id, elsewhere: part.elsewhere }
    const size = await PieceSize.begin(database, limits.bytes)
    if (left <= 0 || size.full) return { ...position, after }
    const added = await writePart(database, part, store.guid, { after, left, size }, writer)
    if (added.last !== null) return { ...position, after: added.last }
    left -= added.rows
    after = null
  }
  return null
}

/** Writes pieces of a part, and the range of keys they are complete for. `last`: null where the part was written to its end. */
async function writePart(
  database: Database,
  part: Part,
  guid: string,
  { after, left, size }: { after: string | null; left: number; size: PieceSize },
  writer: PayloadWriter,
): Promise<{ rows: number; last: string | null }> {
  let rows = 0
  let last = after
  do {
    const piece = await writePiece(database, part, guid, last, Math.min(left - rows, size.rows), writer)
    rows += piece.rows
    last = piece.last
    await size.written(piece.rows)
  } while (last !== null && rows < left && !size.full)
  if (!part.elsewhere) await writeRange(part.table, { after: literalKey(after), upTo: literalKey(last) }, writer)
  return { rows, last }
}

/** A refill that has not begun. */
export const refillStart: RefillProgress = { tick: null, table: 0, elsewhere: false, after: null }

function partsOf(tables: OfficeTable[], schema: readonly TableDescription[]): Part[] {
  return tables.flatMap((table) => {
    const description = schema.find(({ name }) => name === table.name)
    if (!description) return []
    const values = table.values.filter((name) => description.columns.some((column) => column.name === name))
    const sides = table.sharing === 'lookup' ? [false, true] : [false]
    return sides.map((elsewhere) => ({ table, elsewhere, values }))
  })
}

/** Returns the rows written, and the last key as literals where the table may hold more. */
async function writePiece(
  database: Database,
  { table, elsewhere, values }: Part,
  guid: string,
  after: string | null,
  limit: number,
  writer: PayloadWriter,
): Promise<{ rows: number; last: string | null }> {
  const sql = new SqlText(database.dialect)
  const named = { name: table.name, keyNames: table.keyNames, values }
  const operation = elsewhere ? 'put_elsewhere' : 'put'
  const owner = table.guidColumn === null ? '' : sql.name(table.guidColumn, 'o')
  const ordered = elsewhere ? commas(owner, inKeyOrder(sql, table, 'o')) : inKeyOrder(sql, table, 'o')
  const beyond = after === null ? 'TRUE' : `(${ordered}) > (${after})`
  const scope = owner === '' ? 'TRUE' : `${owner} ${elsewhere ? '<>' : '='} $2`
  const bound: Value[] = owner === '' ? [limit] : [limit, guid]
  const source = elsewhere ? `JOIN ${OWN_PREFIX}stores AS owner ON owner.guid = ${owner}` : ''
  const columns = commas(
    elsewhere ? `${owner}, owner.number` : '',
    sql.list(table.keyNames, 'o'),
    sql.list(values, 'o'),
  )
  const rows = await writer.add(
    operation,
    named,
    `SELECT ${columns} FROM ${sql.name(table.name)} AS o ${source} WHERE ${scope} AND ${beyond} ORDER BY ${ordered} LIMIT $1`,
    ...bound,
  )
  const written = database.dialect.payloadTable('outgoing', `${operation} ${table.name}`)
  const newest = `FROM ${written} ORDER BY ${database.dialect.rowPosition(written)} DESC LIMIT 1`
  const keys = elsewhere ? [':guid', ...table.keyNames] : table.keyNames
  const last = await database.get<{ literals: string }>(
    `SELECT ${keys.map((name) => database.dialect.literal(sql.name(name))).join(` || ', ' || `)} AS literals ${newest}`,
  )
  return { rows, last: rows < limit || !last ? null : last.literals }
}
