import { isCaptured, type ShopTrigger } from '../capture/shop-triggers.ts'
import type { SqlText } from '../capture/sql-text.ts'
import type { Table } from '../databases/table.ts'
import { saysOnConflict } from '../databases/trigger-text.ts'
import { sameName } from '../model/names.ts'
import type { ArrivedTable } from './arrived-table.ts'

/** An arrived table, and what to mind about its shop's table while rows are written into it. */
export type WrittenTable = ArrivedTable & {
  /** A constraint of it says ON CONFLICT, which must not decide: every statement says OR ABORT. */
  orAbort: boolean
  /** Triggers of the shop's program run for these rows. */
  triggersRun: boolean
  /**
   * Both, and these triggers have OR clauses of their own, which the outer OR ABORT would override. So constraints are tried out first,
   * without the triggers.
   */
  rehearse: boolean
  /** One of these writes the table itself, as a person wants it: rows need not stand as they arrived. */
  rewritten: boolean
  /** The shop's table as it is. */
  live: Table | undefined
}

export function toWrite(
  arrivals: readonly ArrivedTable[],
  live: readonly Table[],
  triggers: readonly ShopTrigger[],
): WrittenTable[] {
  const running = triggers.filter(({ runs }) => runs)
  const orClauses = running.some(({ sql }) => saysOnConflict(sql))
  return arrivals.map((arrival) => {
    const own = live.find(({ name }) => name === arrival.table.name)
    const clauses = own?.conflictClauses ?? false
    const isOwn = (name: string) => sameName(name, arrival.table.name)
    const triggersRun = running.some(({ table }) => isOwn(table))
    const rewritten = running.some((trigger) => isCaptured(trigger) && trigger.writes.some(isOwn))
    const rehearse = clauses && triggersRun && orClauses
    return { ...arrival, orAbort: clauses && !rehearse, triggersRun, rewritten, rehearse, live: own }
  })
}

/** `INSERT INTO target` or `UPDATE target`, so that no clause of the table's decides. */
export const insertInto = (sql: SqlText, { table, orAbort }: WrittenTable): string =>
  `INSERT ${orAbort ? sql.dialect.orAbort : ''} INTO ${sql.name(table.name)}`
export const update = (sql: SqlText, { table, orAbort }: WrittenTable): string =>
  `UPDATE ${orAbort ? sql.dialect.orAbort : ''} ${sql.name(table.name)}`
