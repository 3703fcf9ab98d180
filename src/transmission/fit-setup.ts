import type { PayloadTable } from '../model/payload-contents.ts'
import { columnOf, type ReplicaSetup, setupOf } from '../model/replica-setup.ts'

/**
 * Whether what a store says about a table belongs to the table's present life: it is to transmit, and the store worked by a setup
 * (`version`) that knew of this life already.
 */
export const fitsSetup = (setup: ReplicaSetup, table: string, version: number): boolean => {
  const { sharing, since } = setupOf(setup, table)
  return sharing !== 'none' && version >= since
}

/**
 * What of a store's payload is to be merged by the present setup. The rest is left alone: a store that begins a table, or a column,
 * anew loads it again anyway.
 */
export function fittingTables(setup: ReplicaSetup, tables: readonly PayloadTable[], version: number): PayloadTable[] {
  return tables
    .filter(({ name }) => fitsSetup(setup, name, version))
    .map((table) => {
      const own = setupOf(setup, table.name)
      const values = table.values.filter((name) => {
        const { transmit, since } = columnOf(own, name)
        return transmit && version >= since
      })
      return { ...table, values }
    })
    .filter(({ operation, values }) => operation !== 'update' || values.length > 0)
}
