import type { SqlText } from '../../capture/sql-text.ts'
import type { Value } from '../../databases/database.ts'
import { affinityOf } from '../../databases/sqlite-affinity.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import type { BrowsedColumn, BrowsedTable } from './browsed-table.ts'

export type Operator =
  | 'is'
  | 'is not'
  | 'contains'
  | 'begins with'
  | 'less'
  | 'at most'
  | 'more'
  | 'at least'
  | 'empty'
  | 'not empty'

export type Filter = { column: string; operator: Operator; value: string }

/** Which rows are wanted: all filters hold, every word of `search` stands in one of the texts of the row. */
export type Wanted = { filters: Filter[]; search: string; store: string | null }

/** Bound parameters of one statement, in order. */
export class Bound {
  readonly values: Value[] = []

  add(value: Value): string {
    this.values.push(value)
    return `$${this.values.length}`
  }
}

/** Conditions in SQL, joined with AND by whoever uses them. Errors: USAGE (no such column). */
export function conditionsOf(sql: SqlText, table: BrowsedTable, wanted: Wanted, bound: Bound): string[] {
  return [
    ...wanted.filters.map((filter) => condition(sql, columnOf(table, filter.column), filter, bound)),
    ...wanted.search
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => wordCondition(sql, table, word, bound)),
  ]
}

/** Errors: USAGE. */
export function columnOf(table: BrowsedTable, name: string): BrowsedColumn {
  const found = table.columns.find((column) => column.name === name)
  if (found) return found
  throw new CentralOfficeError('USAGE', `The table ${table.name} has no column ${name}.`, {
    hint: 'Choose another column.',
  })
}

function condition(sql: SqlText, column: BrowsedColumn, { operator, value }: Filter, bound: Bound): string {
  // A typed value has no kind of its own: next to a column of numbers the database reads it as one. A column that keeps
  // any kind is compared by its text.
  const name = sql.name(column.name)
  const compared = affinityOf(column.type) === 'BLOB' ? `CAST(${name} AS TEXT)` : name
  switch (operator) {
    case 'empty':
      return `(${name} IS NULL OR ${name} = '')`
    case 'not empty':
      return `(${name} IS NOT NULL AND ${name} <> '')`
    case 'contains':
      return like(compared, `%${escaped(value)}%`, bound)
    case 'begins with':
      return like(compared, `${escaped(value)}%`, bound)
    case 'is not':
      return `(${compared} <> ${bound.add(value)} OR ${name} IS NULL)`
    default:
      return `${compared} ${comparisons[operator]} ${bound.add(value)}`
  }
}

const comparisons = { is: '=', less: '<', 'at most': '<=', more: '>', 'at least': '>=' }

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
const like = (compared: string, pattern: string, bound: Bound): string =>
  `${compared} LIKE ${bound.add(pattern)} ESCAPE '\\'`

/** A word stands in one of the texts, or is the number of the row. */
function wordCondition(sql: SqlText, table: BrowsedTable, word: string, bound: Bound): string {
  const affinity = ({ type }: BrowsedColumn) => affinityOf(type)
  const texts = table.columns.filter((column) => affinity(column) === 'TEXT')
  const numbers = isWhole(word) ? table.columns.filter((column) => column.key && affinity(column) === 'INTEGER') : []
  const parts = [
    ...texts.map((column) => like(sql.name(column.name), `%${escaped(word)}%`, bound)),
    ...numbers.map((column) => `${sql.name(column.name)} = ${bound.add(BigInt(word))}`),
  ]
  return parts.length === 0 ? 'FALSE' : `(${parts.join(' OR ')})`
}

/** Digits of a number as large as a key can be. */
const isWhole = (word: string): boolean => /^\d{1,19}$/.test(word) && BigInt.asIntN(64, BigInt(word)) === BigInt(word)
