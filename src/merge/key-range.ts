import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Database, Row, Value } from '../databases/database.ts'
import { type PayloadTable, payloadTableName } from '../model/payload-contents.ts'
import type { PayloadWriter } from './payload-writer.ts'

/** Keys of a table beyond `after` and not beyond `upTo`, in key order, byte by byte; null = open on that side. */
export type KeyRange = { after: Value[] | null; upTo: Value[] | null }

type Keyed = Pick<ReplicatedTable, 'keyNames' | 'collatedKey'>

/** Key columns in the order in which ranges are counted, also where the key's own collation is laxer. */
export const inKeyOrder = (sql: SqlText, { keyNames, collatedKey }: Keyed, alias: string): string =>
  keyNames.map((name) => sql.name(name, alias) + (collatedKey.includes(name) ? ' COLLATE BINARY' : '')).join(', ')

/** Condition that a row's key lies in the range, with the values to bind from `$first` on. */
export function withinRange(
  sql: SqlText,
  table: Keyed,
  alias: string,
  { after, upTo }: KeyRange,
  first: number,
): { condition: string; bound: Value[] } {
  const bound: Value[] = []
  const compare = (operator: string, values: Value[] | null): string[] => {
    if (values === null) return []
    const places = values.map((_, i) => `$${first + bound.length + i}`).join(', ')
    bound.push(...values)
    return [`(${inKeyOrder(sql, table, alias)}) ${operator} (${places})`]
  }
  const conditions = [...compare('>', after), ...compare('<=', upTo)]
  return { condition: conditions.join(' AND ') || 'TRUE', bound }
}

/** A key as it is put into a statement: bound, or as SQL literals. */
export type WrittenKey = { sql: string; bound: Value[] }

export const boundKey = (values: Value[] | null): WrittenKey | null =>
  values && { sql: values.map((_, i) => `$${i + 1}`).join(', '), bound: values }

export const literalKey = (literals: string | null): WrittenKey | null =>
  literals === null ? null : { sql: literals, bound: [] }

/** Says in the outgoing payload that it holds every row of the table beyond `after` and not beyond `upTo`; null = open. */
export async function writeRange(
  table: { name: string; keyNames: string[] },
  range: { after: WrittenKey | null; upTo: WrittenKey | null },
  writer: PayloadWriter,
): Promise<void> {
  const named = { name: table.name, keyNames: table.keyNames, values: [] }
  await writer.announce('range', named)
  if (range.after) await writer.add('range', named, `SELECT 0, ${range.after.sql}`, ...range.after.bound)
  if (range.upTo) await writer.add('range', named, `SELECT 1, ${range.upTo.sql}`, ...range.upTo.bound)
}

/** The range that an incoming payload is complete for, or null where it says nothing of the kind about the table. */
export async function readRange(
  database: Database,
  table: { name: string; keyNames: string[] },
  payloadTables: PayloadTable[],
): Promise<KeyRange | null> {
  const range = payloadTables.find(({ name, operation }) => name === table.name && operation === 'range')
  if (!range) return null
  const sql = new SqlText(database.dialect)
  const rows = await database.all(
    `SELECT ":bound", ${sql.each(table.keyNames, (name) => `${sql.name(name)} AS ${sql.name(name)}`)} FROM ${database.dialect.payloadTable('incoming', payloadTableName(range))} LIMIT 2`,
  )
  const key = (row: Row | undefined) => (row ? table.keyNames.map((name) => row[name] ?? null) : null)
  const of = (bound: bigint) => key(rows.find((row) => row[':bound'] === bound))
  return { after: of(0n), upTo: of(1n) }
}
