import { z } from 'zod'
import { DeclinedTable } from './declined-table.ts'
import { Definition } from './definition.ts'
import { RefusedTable } from './refused-table.ts'
import { Sequences } from './sequences.ts'
import { AnnouncedTable } from './table.ts'

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
 * While replicas are compared without sending them:
 * - sums, both ways: ranges of keys, each with how many rows the sender has there and a checksum of them
 * - row_sums, upward: keys of rows in the ranges that are listed row by row, each with a checksum, or none where it is on its way
 * - repair, downward: keys of rows that differ; the store sends them as it has them and asks for them
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
  'sums',
  'row_sums',
  'repair',
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

/** Operations that carry no rows of a shop. */
export const carriesNoRows = (operation: Operation): boolean =>
  operation === 'range' || operation === 'sums' || operation === 'row_sums' || operation === 'repair'

/** Says which comparison of replicas a payload belongs to. */
export const ComparisonPart = z.strictObject({
  /** Counts up with every comparison that the office begins with this store. Upward 0: the store asks for one. */
  number: z.int().min(0),
  /** Nothing more follows until the other side has answered. */
  last: z.boolean(),
  /** Upward: tables that could not be compared for now. */
  leftOut: z.array(z.string().min(1).max(200)).max(2000),
})
export type ComparisonPart = z.infer<typeof ComparisonPart>

/** Of everything in the file. A member, a table or a column that comes, goes or changes its meaning raises it. */
export const CONTENTS_FORMAT = 2

export const PayloadContents = z.strictObject({
  format: z.literal(CONTENTS_FORMAT),
  /** Up: the store's replicated tables, parents first; sent when they changed. */
  schema: z.array(AnnouncedTable).max(2000).nullable(),
  /** Up: tables that are wanted and cannot be transmitted; sent with the schema. */
  refused: z.array(RefusedTable).max(2000).optional(),
  /** Down: tables of this store that do not fit the office's, all of them; sent when they changed. */
  declined: z.array(DeclinedTable).max(2000).optional(),
  /** How the shop's database is made. Up: sent with the schema. Down: sent to a store whose database is lost. */
  definitions: z.array(Definition).max(50_000).nullable().default(null),
  /** How far AUTOINCREMENT has come. Up: sent when it changed. Down: sent with the definitions. */
  sequences: Sequences.optional(),
  /** Down: the replica setup, sent when it changed. Judged by itself: one that cannot be used does not keep the rows from being taken. */
  replicaSetup: z.unknown(),
  comparison: ComparisonPart.nullable().default(null),
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
    case 'repair':
      return [...key]
    case 'put_elsewhere':
      return [':guid', ':number', ...key, ...values]
    case 'remove_elsewhere':
      return [':guid', ...key]
    case 'range':
      return [':bound', ...key]
    case 'sums':
      return [
        ...[':rows', ':sum', ':listed'],
        ...key.map((name) => `beyond:${name}`),
        ...key.map((name) => `upto:${name}`),
      ]
    case 'row_sums':
      return [':sum', ...key]
  }
}
