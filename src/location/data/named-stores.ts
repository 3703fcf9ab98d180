import { OWN_PREFIX } from '../../databases/sqlite-describe.ts'
import type { BrowsedTable, Place } from './browsed-table.ts'

export type NamedStore = { number: string; name: string }

/** Numbers and names of the network's stores by GUID, also of retired ones; empty where rows do not belong to stores. */
export async function namedStores(
  { database }: Place,
  { guidColumn }: Pick<BrowsedTable, 'guidColumn'>,
): Promise<Map<string, NamedStore>> {
  if (guidColumn === null) return new Map()
  const stores = await database.all<{ guid: string; number: string; name: string }>(
    `SELECT guid, number, name FROM ${OWN_PREFIX}stores`,
  )
  return new Map(stores.map(({ guid, number, name }) => [guid, { number, name }]))
}
