import { SqlText } from '../../capture/sql-text.ts'
import type { Value } from '../../databases/database.ts'
import { showStoreNumber } from '../../model/ids.ts'
import type { BrowsedTable, Place } from './browsed-table.ts'
import { namedStores } from './named-stores.ts'

/**
 * GUIDs of the stores that have rows in a table, in the order of their numbers; null where rows do not belong to stores. `also`: one more
 * that has its place in it. The key begins with the GUID, so each store is found by one search of the index.
 */
export async function storesInOrder(place: Place, table: BrowsedTable, also: Value | null): Promise<string[] | null> {
  const { guidColumn } = table
  if (guidColumn === null) return null
  const sql = new SqlText(place.database.dialect)
  const [name, guid] = [sql.name(table.name), sql.name(guidColumn)]
  const rows = await place.database.all<{ guid: string }>(`
    WITH RECURSIVE found(guid) AS (
      SELECT min(${guid}) FROM ${name}
      UNION ALL
      SELECT (SELECT min(${guid}) FROM ${name} WHERE ${guid} > found.guid) FROM found WHERE found.guid IS NOT NULL
    )
    SELECT guid FROM found WHERE guid IS NOT NULL`)
  const guids = new Set(rows.map((row) => row.guid))
  if (typeof also === 'string') guids.add(also)
  const named = await namedStores(place, table)
  // Whose number is not known comes last.
  const rank = (one: string): string => showStoreNumber(named.get(one)?.number ?? `~${one}`)
  return [...guids].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a < b ? -1 : 1))
}
