import type { OfficeTable } from '../capture/office-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { Strayed } from '../model/next-setup.ts'
import { columnOf, type ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import { readOfficeTables } from './office-tables.ts'
import type { StoreLink } from './store-links.ts'

/**
 * Tables and columns that have a later life at a store than by the setup of an office that was restored, or none: by a version that it
 * has forgotten. With the next setup the store would begin another, and forget what it still had to tell, while the office went on.
 */
export async function strayedTables(
  database: Database,
  setup: ReplicaSetup,
  links: readonly StoreLink[],
): Promise<Strayed> {
  const strayed = new Map<string, { whole: boolean; columns: Set<string> }>()
  const note = (name: string, whole: boolean, columns: { name: string }[]) => {
    const found = strayed.get(name) ?? { whole: false, columns: new Set() }
    strayed.set(name, found)
    found.whole ||= whole
    for (const column of columns) found.columns.add(column.name)
  }
  for (const { name, since, columns } of links.flatMap(({ schema }) => schema)) {
    const own = setupOf(setup, name)
    const others = columns.filter((column) => column.since > columnOf(own, column.name).since)
    if (since > own.since || others.length > 0) note(name, since > own.since, others)
  }
  const tables = await readOfficeTables(database, setup)
  for (const link of links.filter(({ knownSetup }) => knownSetup > setup.version)) {
    for (const table of tables.values())
      if (!link.schema.some(({ name }) => name === table.name) && (await mayHave(database, table, link)))
        note(table.name, true, [])
  }
  return strayed
}

/** Whether rows that the office has may be, or have been, in the table of a store, which does not transmit it. */
async function mayHave(
  database: Database,
  { name, guidColumn, sharing }: OfficeTable,
  link: StoreLink,
): Promise<boolean> {
  if (guidColumn === null) return sharing === 'shared'
  const sql = new SqlText(database.dialect)
  const owned = `SELECT 1 AS one FROM ${sql.name(name)} WHERE ${sql.name(guidColumn)} = $1 LIMIT 1`
  return (await database.get(owned, link.guid)) !== undefined
}
