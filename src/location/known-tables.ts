import { leftOutOf } from '../transmission/left-out-tables.ts'
import type { OfficeReplica } from '../transmission/office-replica.ts'
import { readLinks } from '../transmission/store-links.ts'

/** The tables that stores have shown, transmitting them or not, each with its columns. Empty until a store has transmitted. */
export async function knownTables(replica: OfficeReplica): Promise<Map<string, string[]>> {
  const known = new Map<string, Set<string>>()
  const note = (name: string, columns: readonly { name: string }[]) => {
    const names = known.get(name) ?? new Set()
    for (const column of columns) names.add(column.name)
    known.set(name, names)
  }
  for (const link of await readLinks(replica.database)) {
    for (const { name, columns } of link.schema) note(name, columns)
    for (const { table, columns } of leftOutOf(link))
      note(
        table,
        columns.map((name) => ({ name })),
      )
  }
  for (const [name, { columns }] of await replica.tables()) note(name, columns)
  return new Map([...known].map(([name, columns]) => [name, [...columns]]))
}
