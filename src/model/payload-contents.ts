import { z } from 'zod'
import { Definition } from './definition.ts'
import { ReplicaSetup } from './replica-setup.ts'
import { TableDescription } from './table.ts'

/**
 * What the SQLite file inside a payload holds, per table. Upward:
 * - insert: rows that are new, whole
 * - update: rows that changed: of each changed column what it was and what it is (both NULL = not changed)
 * - delete: rows that are gone, as they last were
 * - refresh: keys of rows the store asks the office for again
 * Downward:
 * - put: rows as the office has them, whole
 * - remove: keys of rows the office does not have
 * - put_elsewhere, remove_elsewhere: the same for other stores' rows of a `lookup` table
 * Both ways, while one side is refilled from the other:
 * - range: this payload holds every row of the table whose key lies beyond the first bound (0) and not beyond the last (1);
 *   a bound that is missing is open
 */
export const Operation = z.enum([
  'insert',
  'update',
  'delete',
  'refresh',
  'put',
  'remove',
  'put_elsewhere',
  'remove_elsewhere',
  'range',
])
export type Operation = z.infer<typeof Operation>

export const PayloadTable = z.strictObject({
  name: z.string().min(1).max(200),
  operation: Operation,
  key: z.array(z.string().min(1).max(200)).min(1).max(32),
  /** Transmitted columns outside the key. */
  values: z.array(z.string().min(1).max(200)).max(500),
  rows: z.int().min(0),
})
export type PayloadTable = z.infer<typeof PayloadTable>

export const PayloadContents = z.strictObject({
  format: z.literal(1),
  /** Up: the store's replicated tables, parents first; sent when they changed. */
  schema: z.array(TableDescription).max(2000).nullable(),
  /** How the shop's database is made. Up: sent with the schema. Down: sent to a store whose database is lost. */
  definitions: z.array(Definition).max(50_000).nullable().default(null),
  /** Down: sent when it changed. */
  replicaSetup: ReplicaSetup.nullable(),
  tables: z.array(PayloadTable).max(10_000),
})
export type PayloadContents = z.infer<typeof PayloadContents>

/** Name of the table in the payload that holds an operation's rows. */
export const payloadTableName = (table: Pick<PayloadTable, 'name' | 'operation'>): string =>
  `${table.operation} ${table.name}`

/** Its columns, in order. None has a type: values stand there exactly as in the shop's database. */
export function payloadTableColumns({ operation, key, values }: Omit<PayloadTable, 'name' | 'rows'>): string[] {
  switch (operation) {
    case 'insert':
    case 'delete':
      return [':at', ...key, ...values]
    case 'update':
      return [':at', ...key, ...values.flatMap((name) => [`before:${name}`, `now:${name}`])]
    case 'put':
      return [...key, ...values]
    case 'refresh':
    case 'remove':
      return [...key]
    case 'put_elsewhere':
      return [':guid', ':number', ...key, ...values]
    case 'remove_elsewhere':
      return [':guid', ...key]
    case 'range':
      return [':bound', ...key]
  }
}
