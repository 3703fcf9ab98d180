import type { SqlText } from '../../capture/sql-text.ts'
import type { Value } from '../../databases/database.ts'
import type { BrowsedTable } from './browsed-table.ts'
import { type Bound, columnOf } from './row-filter.ts'

/**
 * In which order rows are shown: by one column and then by `place`, or (`column` null) by the key. Rows without a value
 * come first, last where it is descending, as the database itself sorts them. `stores`: where the key begins with the store's GUID, all
 * that have rows, in the order in which they are shown.
 */
export type Order = { column: string | null; place: string[]; descending: boolean; stores: string[] | null }

/** `sort`: a column, with `-` before it for descending; '' = by the key. `oneStore`: rows of one store only. Errors: USAGE. */
export function orderOf(table: BrowsedTable, sort: string, oneStore: boolean): Order {
  const within = (names: string[]) => (oneStore ? names.filter((name) => name !== table.guidColumn) : names)
  const key = within(table.key)
  if (sort === '') return { column: null, place: key, descending: false, stores: null }
  // A column may have a name that begins with '-'.
  const descending = sort.startsWith('-') && !table.columns.some(({ name }) => name === sort)
  const { name } = columnOf(table, descending ? sort.slice(1) : sort)
  const place = within(table.place)
  return place.length === 1 && place[0] === name
    ? { column: null, place, descending, stores: null }
    : { column: name, place, descending, stores: null }
}

/** All that tells where a row stands. */
export const termsOf = ({ column, place }: Order): string[] => (column === null ? place : [column, ...place])

/** A stretch of the order that one index search finds: rows equal in the column, rows beyond it, rows without a value. */
export type Stretch = (sql: SqlText, bound: Bound) => string

/** The stretches that come after a position, or all; `after`: a value for each of `termsOf`. */
export function stretchesAfter(order: Order, after: Value[] | null): Stretch[] {
  const { column, place, descending } = order
  if (order.stores !== null) return storeAfterStore(place, order.stores, after)
  const isNull: Stretch = (sql) => `${sql.name(column as string)} IS NULL`
  const isValue: Stretch = (sql) => `${sql.name(column as string)} IS NOT NULL`
  const beyond =
    (values: Value[]): Stretch =>
    (sql, bound) =>
      compare(sql, place, descending ? '<' : '>', values, bound)
  if (column === null) return [after === null ? () => 'TRUE' : beyond(after)]
  if (after === null) return descending ? [isValue, isNull] : [isNull, isValue]
  const [value = null, ...rest] = after
  const tie = beyond(rest)
  if (value === null)
    return [(sql, bound) => `${isNull(sql, bound)} AND ${tie(sql, bound)}`, ...(descending ? [] : [isValue])]
  const equal: Stretch = (sql, bound) => `${sql.name(column)} = ${bound.add(value)} AND ${tie(sql, bound)}`
  const further: Stretch = (sql, bound) => `${sql.name(column)} ${descending ? '<' : '>'} ${bound.add(value)}`
  return descending ? [equal, further, isNull] : [equal, further]
}

/** The rows of one store after those of another, each found by the key. */
function storeAfterStore([guid = '', ...key]: string[], stores: string[], after: Value[] | null): Stretch[] {
  const of =
    (store: Value): Stretch =>
    (sql, bound) =>
      `${sql.name(guid)} = ${bound.add(store)}`
  if (after === null) return stores.map(of)
  const [store = null, ...values] = after
  const beyond: Stretch = (sql, bound) => `${of(store)(sql, bound)} AND ${compare(sql, key, '>', values, bound)}`
  return [beyond, ...stores.slice(stores.indexOf(String(store)) + 1).map(of)]
}

const compare = (sql: SqlText, names: string[], sign: string, values: Value[], bound: Bound): string =>
  `(${sql.list(names)}) ${sign} (${values.map((value) => bound.add(value)).join(', ')})`

export const orderBy = (sql: SqlText, order: Order): string =>
  termsOf(order)
    .map((name) => `${sql.name(name)}${order.descending ? ' DESC' : ''}`)
    .join(', ')
