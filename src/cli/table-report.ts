import type { TableReport } from '../location/store.ts'
import { countOf } from '../model/count-text.ts'

/** What becomes of the tables of a shop's database: how many take part, and each that cannot, with the reason. */
export function tableLines(tables: TableReport[]): string[] {
  const refused = tables.filter((table) => table.refused)
  const taking = tables.filter((table) => !table.refused && table.sharing !== 'none')
  const left = tables.length - refused.length - taking.length
  return [
    `${countOf(taking.length, 'table')} can transmit${left > 0 ? `, ${left} left out by the replica setup` : ''}.`,
    ...refused.flatMap(({ refused: why }) => (why ? [`Not transmitted: ${why.message}`, `  ${why.hint}`] : [])),
  ]
}
