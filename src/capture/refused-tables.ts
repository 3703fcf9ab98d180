import type { Table } from '../databases/table.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { RefusedTable } from '../model/refused-table.ts'
import { type ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import { whyNotReplicable } from './replicated-table.ts'

/** Tables that the replica setup wants but this database cannot give, each with the reason. `uncaptured`: those not captured. */
export const refusedOf = (
  uncaptured: readonly Table[],
  setup: ReplicaSetup,
): { table: Table; why: CentralOfficeError }[] =>
  uncaptured.flatMap((table) => {
    const own = setupOf(setup, table.name)
    const why = own.sharing === 'none' ? null : whyNotReplicable(table, own)
    return why ? [{ table, why }] : []
  })

/** What the office is told of them, so that a person can choose a key there. What is too long to be told is left out. */
export const announceRefused = (
  refused: readonly { table: Pick<Table, 'name' | 'columns'>; why: CentralOfficeError }[],
): RefusedTable[] =>
  refused.flatMap(({ table: { name, columns }, why }) => {
    const short = (text: string) => text.slice(0, 1000)
    const told = RefusedTable.safeParse({
      name,
      columns: columns
        .map((column) => column.name)
        .filter((column) => column.length <= 200)
        .slice(0, 500),
      code: why.code,
      reason: short(why.message),
      remedy: short(why.hint),
    })
    return told.success ? [told.data] : []
  })
