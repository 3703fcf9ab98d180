import { z } from 'zod'
import { memberOf } from './names.ts'
import { readFilter } from './row-filter.ts'

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
  /** Who alone may change it (on-hand quantity: the store; price: the office). What the other side types is put back and noted. */
  setBy: z.enum(['store', 'office']).optional(),
  /** Version in which it was last switched on after it had been left out; none: it always transmitted. */
  since: z.int().min(1).optional(),
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
  /**
   * For `store` and `lookup`: an SQL condition over the row's own columns; rows that do not fulfil it stay at their store.
   * Checked when it is saved.
   */
  filter: z
    .string()
    .min(1)
    .max(2000)
    .refine((filter) => 'tokens' in readFilter(filter), 'not a condition over the columns of one row')
    .optional(),
  /**
   * Version in which the table's present life began. A life ends where whose rows are told apart by what changes (sharing, key,
   * filter, switched on or off): capture starts anew then, and what was made in an older life is left alone.
   */
  since: z.int().min(0).default(0),
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

/** What the setup says of a table, named as any database of the network spells it. */
export const setupOf = (setup: ReplicaSetup, table: string): TableSetup =>
  memberOf(setup.tables, table) ?? setup.default

/** What the setup says of one column; a column that nobody named transmits by its table's rules. */
export const columnOf = (setup: TableSetup, column: string): ColumnSetup & { since: number } => {
  const own = memberOf(setup.columns, column)
  return { transmit: true, ...own, since: own?.since ?? 0 }
}

/** True where a row belongs to one store; else all locations share one set of rows. */
export const isPerStore = (sharing: Sharing): boolean => sharing === 'store' || sharing === 'lookup'

/** A setup by which nothing at all is transmitted: it would end every capture, so nobody can have meant it. */
export const transmitsNothing = (setup: ReplicaSetup): boolean =>
  [setup.default, ...Object.values(setup.tables)].every(({ sharing }) => sharing === 'none')
