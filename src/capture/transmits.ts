import { fulfils } from './fulfils.ts'
import type { ReplicatedTable } from './replicated-table.ts'
import type { SqlText } from './sql-text.ts'
import { storeNames } from './store-names.ts'

/**
 * Condition that the office has a live row of a store, or is to have it: the row fulfils the table's filter, or it does not and the
 * office has it all the same. Every other row is kept back: to the office there is none of that key.
 */
export function transmits(sql: SqlText, table: ReplicatedTable, alias: string): string {
  if (table.setup.filter === undefined) return 'TRUE'
  const { known } = storeNames(table.id)
  return `(${fulfils(sql, table, alias)}
    OR EXISTS (SELECT 1 FROM ${known} AS known WHERE ${sql.sameKey(table.keyNames, 'known', alias)}))`
}

/** The same of an image, in a pending or sent table: the office had the row as it was then. */
export function officeHad(sql: SqlText, table: ReplicatedTable, alias: string): string {
  if (table.setup.filter === undefined) return `${alias}.":existed" = 1`
  return `(${alias}.":existed" = ${EXISTED_AT_OFFICE} OR (${alias}.":existed" = 1 AND ${transmits(sql, table, alias)}))`
}

/** Stands in ":existed" of an image that is the office's row, whether it fulfils the filter or not. 1 is an image of the row here. */
export const EXISTED_AT_OFFICE = 2
