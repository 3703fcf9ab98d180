import { spelledIn } from '../model/names.ts'
import { readFilter } from '../model/row-filter.ts'
import type { ReplicatedTable } from './replicated-table.ts'
import type { SqlText } from './sql-text.ts'

/**
 * Condition that a row at a store, or an image of it, fulfils the table's filter. Values are compared as they are stored, without
 * the type and collation of the column: a live row and an image of it must come out alike.
 */
export function fulfils(sql: SqlText, { setup, columns }: ReplicatedTable, alias: string): string {
  const read = setup.filter === undefined ? null : readFilter(setup.filter)
  if (read === null) return 'TRUE'
  if ('why' in read) return 'FALSE'
  const names = columns.map((column) => column.name)
  const text = read.tokens.map((token) =>
    'sql' in token ? token.sql : `(+${sql.name(spelledIn(token.column, names), alias)} COLLATE BINARY)`,
  )
  return `((${text.join('')}) IS TRUE)`
}
