import type { StoreLink } from './store-links.ts'

/** A table that the replica setup wants and that a store does not transmit, as the office knows it. */
export type LeftOutTable = {
  table: string
  store: { guid: string; number: string; name: string }
  /** Why, and what to do, for a person. */
  reason: string
  remedy: string
  /** To choose a key from. */
  columns: string[]
  /** No store transmits the table. */
  everywhere: boolean
}

/**
 * Every table that a store does not transmit, by table and store: the one source for Home, Replica Setup, the command line and
 * notices. Ignored stores are left aside.
 */
export function leftOutTables(links: readonly StoreLink[]): LeftOutTable[] {
  const present = links.filter(({ ignored }) => !ignored)
  const transmitting = new Set(
    present.flatMap(({ schema, refused, declined }) => {
      const out = new Set([...refused, ...declined.map(({ table }) => table)].map(({ name }) => name))
      return schema.map(({ name }) => name).filter((name) => !out.has(name))
    }),
  )
  return present
    .flatMap(({ guid, number, name, refused, declined }) =>
      [
        ...refused,
        ...declined.map(({ table, reason, remedy }) => ({
          name: table.name,
          reason,
          remedy,
          columns: table.columns.map((column) => column.name),
        })),
      ].map(({ name: table, reason, remedy, columns }) => ({
        table,
        store: { guid, number, name },
        reason,
        remedy,
        columns,
        everywhere: !transmitting.has(table),
      })),
    )
    .sort((a, b) => a.table.localeCompare(b.table, 'en') || a.store.number.localeCompare(b.store.number, 'en'))
}
