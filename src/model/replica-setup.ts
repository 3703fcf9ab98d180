import { z } from 'zod'

/**
 * Who shares a table.
 * - store: a row belongs to one store; the office keeps every store's rows side by side and may edit them.
 * - shared: one set of rows for everyone; any location may edit.
 * - office: maintained at the office, sent to all; what a store changes is put back and noted.
 * - lookup: as `store`, and readable at every other store in `<table>__all_stores`.
 * - none: not transmitted.
 */
export const Sharing = z.enum(['store', 'shared', 'office', 'lookup', 'none'])
export type Sharing = z.infer<typeof Sharing>

/** Who wins where both changed the same value without having seen each other's change. */
export const ConflictRule = z.enum(['office', 'store', 'newest', 'ask'])
export type ConflictRule = z.infer<typeof ConflictRule>

export const ColumnSetup = z.strictObject({
  /** Overrides the table's rule for this column. */
  rule: ConflictRule.optional(),
  /** False = this column stays at its location. Key columns always transmit. */
  transmit: z.boolean().default(true),
})
export type ColumnSetup = z.infer<typeof ColumnSetup>

export const TableSetup = z.strictObject({
  sharing: Sharing,
  rule: ConflictRule.default('newest'),
  columns: z.record(z.string(), ColumnSetup).default({}),
  /** Names the key of a table that declares none. */
  key: z.array(z.string()).min(1).optional(),
  /** For `shared`: the integer key is a natural one (a code people chose), not handed out by each database by itself. */
  naturalKey: z.boolean().default(false),
})
export type TableSetup = z.infer<typeof TableSetup>

/** Replica setup: global, kept at the office, carried to all stores. */
export const ReplicaSetup = z.strictObject({
  /** Counts up with every change. */
  version: z.int().min(1),
  /** Holds for every table that is not named. */
  default: TableSetup,
  tables: z.record(z.string(), TableSetup),
})
export type ReplicaSetup = z.infer<typeof ReplicaSetup>

export const initialReplicaSetup = (): ReplicaSetup =>
  ReplicaSetup.parse({ version: 1, default: { sharing: 'store', rule: 'newest' }, tables: {} })

/** A table may be called `constructor`: only what the setup names itself counts. */
export const setupOf = (setup: ReplicaSetup, table: string): TableSetup =>
  (Object.hasOwn(setup.tables, table) ? setup.tables[table] : undefined) ?? setup.default
