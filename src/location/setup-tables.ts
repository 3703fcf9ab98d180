import { foldName, memberOf, sameName } from '../model/names.ts'
import { type ReplicaSetup, setupOf, type TableSetup } from '../model/replica-setup.ts'
import { leftOutOf } from '../transmission/left-out-tables.ts'
import type { OfficeReplica } from '../transmission/office-replica.ts'
import { readLinks } from '../transmission/store-links.ts'

/** A table as the replica setup treats it, with what stores have shown of it. */
export type SetupTable = {
  name: string
  named: boolean
  setup: TableSetup
  columns: { name: string; type: string; key: boolean }[]
  automaticKey: boolean
  stores: number
  /** Rows of it have come. */
  inUse: boolean
  /** Stores that cannot transmit it as it is, each with the reason and what would settle it. */
  refused: { store: string; reason: string; remedy: string }[]
}

export type SetupTables = { setup: ReplicaSetup; tables: SetupTable[] }

/** Every table that a store has shown, transmitting it or not, or that the setup names; by name. */
export async function readSetupTables(replica: OfficeReplica): Promise<SetupTables> {
  const setup = await replica.setup()
  const inUse = await replica.tables()
  const found = new Map<string, SetupTable>()
  const inUseNames = new Set([...inUse.keys()].map(foldName))
  const tableOf = (name: string): SetupTable => {
    const known = found.get(foldName(name))
    if (known) return known
    const table: SetupTable = {
      name,
      named: memberOf(setup.tables, name) !== undefined,
      setup: setupOf(setup, name),
      columns: [],
      automaticKey: false,
      stores: 0,
      inUse: inUseNames.has(foldName(name)),
      refused: [],
    }
    found.set(foldName(name), table)
    return table
  }
  const addColumn = (table: SetupTable, column: SetupTable['columns'][number]) => {
    if (!table.columns.some(({ name }) => sameName(name, column.name))) table.columns.push(column)
  }
  for (const link of await readLinks(replica.database)) {
    const { name: store, schema } = link
    for (const { name, columns, key, automaticKey } of schema) {
      const table = tableOf(name)
      table.stores += 1
      table.automaticKey ||= automaticKey
      for (const { name: column, type } of columns) addColumn(table, { name: column, type, key: key.includes(column) })
    }
    for (const { table: name, columns, reason, remedy } of leftOutOf(link)) {
      const table = tableOf(name)
      table.refused.push({ store, reason, remedy })
      for (const column of columns) addColumn(table, { name: column, type: '', key: false })
    }
  }
  for (const name of Object.keys(setup.tables)) tableOf(name)
  return { setup, tables: [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en')) }
}
