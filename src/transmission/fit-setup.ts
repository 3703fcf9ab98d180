import type { Strayed } from '../model/next-setup.ts'
import type { PayloadTable } from '../model/payload-contents.ts'
import { columnOf, type ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import type { StoreLink } from './store-links.ts'

/**
 * Whether what a store says about a table belongs to the table's present life: it is to transmit, and the store worked by a setup
 * (`version`) that knew of this life already.
 */
export const fitsSetup = (setup: ReplicaSetup, table: string, version: number): boolean => {
  const { sharing, since } = setupOf(setup, table)
  return sharing !== 'none' && version >= since
}

/**
 * Tables and columns that have a later life at a store than by the setup of an office that was restored: a version that it has forgotten
 * began that life. The store would end it, and forget what it still had to tell, while the office went on.
 */
export function strayedTables(setup: ReplicaSetup, links: readonly Pick<StoreLink, 'schema'>[]): Strayed {
  const strayed = new Map<string, { whole: boolean; columns: Set<string> }>()
  for (const { name, since, columns } of links.flatMap(({ schema }) => schema)) {
    const own = setupOf(setup, name)
    const others = columns.filter((column) => column.since > columnOf(own, column.name).since)
    if (since <= own.since && others.length === 0) continue
    const found = strayed.get(name) ?? { whole: false, columns: new Set() }
    strayed.set(name, found)
    found.whole ||= since > own.since
    for (const column of others) found.columns.add(column.name)
  }
  return strayed
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
