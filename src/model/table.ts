import { z } from 'zod'

/** A column as the shop's database declares it. Generated columns are not listed: they are never transmitted. */
export const Column = z.strictObject({
  name: z.string().min(1).max(200),
  /** Declared type exactly as written, '' where none is. */
  type: z.string().max(200),
  notNull: z.boolean(),
})
export type Column = z.infer<typeof Column>

/** How a table is made. */
export const TableDescription = z.strictObject({
  name: z.string().min(1).max(200),
  /** In the order of the table. */
  columns: z.array(Column).min(1).max(500),
  /** Names of the key's columns, in key order. */
  key: z.array(z.string()).min(1).max(32),
  /** True where the database hands out the key by itself (SQLite INTEGER PRIMARY KEY, identity, serial). */
  automaticKey: z.boolean(),
  /** SQLite STRICT table: column types are enforced, and ANY keeps values as they are. */
  strict: z.boolean(),
})
export type TableDescription = z.infer<typeof TableDescription>

/**
 * Version of the replica setup in which the life began that a table, or a column, has at a store; of a column that is left out there, the
 * version that it works with.
 */
const since = z.int().min(0).default(0)

/** The same, as a store announces it. */
export const AnnouncedTable = TableDescription.extend({
  columns: z.array(Column.extend({ since })).min(1).max(500),
  since,
})
export type AnnouncedTable = z.infer<typeof AnnouncedTable>

/** What is announced of a table, without what the setup says of it there. */
export const descriptionOf = ({ since: _, columns, ...table }: AnnouncedTable): TableDescription => ({
  ...table,
  columns: columns.map(({ since: _, ...column }) => column),
})
