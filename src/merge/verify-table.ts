import type { OfficeTable } from '../capture/office-table.ts'
import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { keyType } from '../capture/store-capture.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database, Value } from '../databases/database.ts'
import type { TypedExpression } from '../databases/dialect.ts'
import { inKeyOrder, type KeyRange } from './key-range.ts'
import { sameRow } from './up-export.ts'

/** A table's rows as both sides hold them: of one store's, or of all where everybody shares them. */
export type VerifiedTable = {
  name: string
  keyNames: string[]
  /** Columns outside the key that are compared: those which both sides have and transmit. */
  values: string[]
  /** What follows FROM; rows stand there as `r`. */
  from: string
  /** Condition that a row takes part. */
  scope: string
  /** Key columns in the order in which ranges are counted, byte by byte. */
  order: string
  /** Key, then values. */
  columns: TypedExpression[]
}

/** Keys beyond `beyond` and not beyond `upto`, each SQL literals in key order; null = open on that side. */
export type LiteralRange = { beyond: string | null; upto: string | null }

export const wholeRange: LiteralRange = { beyond: null, upto: null }

/** Condition that a row of the table lies in the range. */
export const inRange = ({ order, scope }: Pick<VerifiedTable, 'order' | 'scope'>, range: LiteralRange): string =>
  [
    scope,
    ...(range.beyond === null ? [] : [`(${order}) > (${range.beyond})`]),
    ...(range.upto === null ? [] : [`(${order}) <= (${range.upto})`]),
  ].join(' AND ')

/** The values of a range's bounds, to be bound to a statement that serves for many ranges. */
export async function boundsOf(database: Database, table: VerifiedTable, range: LiteralRange): Promise<KeyRange> {
  const valuesOf = async (literals: string | null): Promise<Value[] | null> => {
    if (literals === null) return null
    const row = await database.get(`SELECT * FROM (VALUES (${literals})) AS bound`)
    return table.keyNames.map((_, i) => row?.[`column${i + 1}`] ?? null)
  }
  return { after: await valuesOf(range.beyond), upTo: await valuesOf(range.upto) }
}

/** The same condition as `inRange`, with the values to bind from `$first` on. */
export function inBounds(
  { order, scope }: Pick<VerifiedTable, 'order' | 'scope'>,
  { after, upTo }: KeyRange,
  first: number,
): { condition: string; bound: Value[] } {
  const bound = [...(after ?? []), ...(upTo ?? [])]
  const places = bound.map((_, i) => `$${first + i}`)
  const beyond = after && places.slice(0, after.length).join(', ')
  const upto = upTo && places.slice(after?.length ?? 0).join(', ')
  return { condition: inRange({ order, scope }, { beyond, upto }), bound }
}

/** The office's rows of the table that the store holds as well. */
export function officeSide(sql: SqlText, table: OfficeTable, guid: string, values: string[]): VerifiedTable {
  return {
    ...whatIsCompared(sql, table, values),
    from: `${sql.name(table.name)} AS r`,
    scope: table.guidColumn === null ? 'TRUE' : `${sql.name(table.guidColumn, 'r')} = ${sql.text(guid)}`,
    order: inKeyOrder(sql, table, 'r'),
  }
}

/** The store's rows of the table that the office holds as well: not those that the table's filter keeps at the store. */
export const storeSide = (sql: SqlText, table: ReplicatedTable, values: string[]): VerifiedTable => ({
  ...whatIsCompared(sql, table, values),
  from: `${sql.name(table.name)} AS r`,
  scope: `${hasKey(sql, table)} AND ${transmits(sql, table, 'r')}`,
  order: inKeyOrder(sql, table, 'r'),
})

/** The other rows of the store. */
export const keptBackSide = (sql: SqlText, table: ReplicatedTable): VerifiedTable => ({
  ...storeSide(sql, table, []),
  scope: `${hasKey(sql, table)} AND NOT ${transmits(sql, table, 'r')}`,
})

/** Condition that a row of the store can be told from others. */
function hasKey(sql: SqlText, table: ReplicatedTable): string {
  const nullable = table.key.filter(({ notNull }) => !notNull).map(({ name }) => name)
  return sql.each(nullable, (name) => `${sql.name(name, 'r')} IS NOT NULL`, ' AND ', 'TRUE')
}

/**
 * The same for looking at many ranges of a table whose key has a laxer collation: no index of it has the keys byte by byte, so
 * they are put in order once.
 */
export async function storeSideInOrder(
  database: Database,
  table: ReplicatedTable,
  values: string[],
): Promise<VerifiedTable> {
  const sql = new SqlText(database.dialect)
  const side = storeSide(sql, table, values)
  if (table.collatedKey.length === 0) return side
  const ordered = database.dialect.temporaryTable(`in_order_${table.id}`)
  const key = sql.list(table.keyNames)
  const typed = table.key.map((column) => `${sql.name(column.name)} ${keyType(column, table)}`)
  await database.script(`DROP TABLE IF EXISTS ${ordered};
    CREATE TABLE ${ordered} (${commas(...typed)}, PRIMARY KEY (${key})) WITHOUT ROWID`)
  await database.run(
    `INSERT INTO ${ordered} SELECT ${sql.list(table.keyNames, 'r')} FROM ${side.from} WHERE ${side.scope}`,
  )
  return {
    ...side,
    from: `${ordered} AS k CROSS JOIN ${sql.name(table.name)} AS r ON ${sameRow(sql, table, 'r', 'k')}`,
    scope: 'TRUE',
    order: sql.list(table.keyNames, 'k'),
  }
}

function whatIsCompared(
  sql: SqlText,
  table: ReplicatedTable,
  values: string[],
): Pick<VerifiedTable, 'name' | 'keyNames' | 'values' | 'columns'> {
  const columns = [...table.keyNames, ...values].map((name) => ({
    expression: sql.name(name, 'r'),
    type: table.columns.find((column) => column.name === name)?.type ?? '',
  }))
  return { name: table.name, keyNames: table.keyNames, values, columns }
}

/** A row's key as SQL literals, as an SQL expression. */
export const keyLiterals = (sql: SqlText, keyNames: string[], alias: string): string =>
  keyNames.map((name) => sql.dialect.literal(sql.name(name, alias))).join(` || ', ' || `)
