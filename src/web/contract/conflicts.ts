import { z } from 'zod'
import { Cell, Guid, StoreNumberText, Time } from './words.ts'

/** A value that lost, or a question that waits for a person. */
export const Conflict = z.strictObject({
  id: z.int(),
  table: z.string(),
  store: z.strictObject({ guid: Guid, number: StoreNumberText, name: z.string() }),
  /** What people know the row by, as it stands at the office; '' where that is not known. */
  label: z.string(),
  /** SQL literals in key order: 42, 'A-1'. Conflicts of one table, store and rowKey are about one row. */
  rowKey: z.string(),
  /** Null: the whole row. */
  column: z.string().nullable(),
  /** update, insert, deleted at store, deleted at office, office table */
  kind: z.string(),
  base: Cell,
  officeValue: Cell,
  storeValue: Cell,
  officeAt: Time.nullable(),
  /** The store that the office's value came from; null: the office itself, or nobody knows. */
  officeStore: StoreNumberText.nullable(),
  officeStoreName: z.string().nullable(),
  storeAt: Time.nullable(),
  rule: z.string(),
  /** office, store: settled by rule; decided: by a person, see `decided`. */
  outcome: z.enum(['open', 'office', 'store', 'decided']),
  /** Of an open one: the office's side was changed since it was noticed, and is told as it is now; or the row is gone there. */
  moved: z.enum(['no', 'changed', 'gone']),
  decided: Cell.nullable(),
  decidedAt: Time.nullable(),
  /** What was put back after it had lost; of a whole row the text 'row' or 'removal'. Null: nothing was. */
  putBack: Cell.nullable(),
  putBackAt: Time.nullable(),
  noticedAt: Time,
})
export type Conflict = z.infer<typeof Conflict>

export const ConflictQuery = z.object({
  which: z.enum(['open', 'all']).optional(),
  /** Words that all stand in it: table, column, key, store or values. */
  search: z.string().max(200).optional(),
  /** `open`: oldest first, ids above this. `all`: newest first, ids below this. */
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
})
export type ConflictQuery = z.input<typeof ConflictQuery>

export const ConflictList = z.strictObject({
  conflicts: z.array(Conflict),
  open: z.int(),
  more: z.boolean(),
})
export type ConflictList = z.infer<typeof ConflictList>

/** The row as it stands at the office now, every column; columns in conflict come first. */
export const ConflictRow = z.strictObject({
  conflict: Conflict,
  /** The other open conflicts of the same row. */
  beside: z.array(Conflict),
  /** What was settled about the same row before, newest first. */
  settled: z.array(Conflict),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** Part of the key. */
      key: z.boolean(),
      /** Id of the conflict about it; null: there is none. */
      conflict: z.int().nullable(),
      current: Cell,
      /** What the store sent: differs from `current` only where there is a conflict. */
      incoming: Cell,
    }),
  ),
  /** False: the row is not there at the office (any more). */
  exists: z.boolean(),
  /** The next open conflict of another row; null: this is the last. */
  next: z.int().nullable(),
})
export type ConflictRow = z.infer<typeof ConflictRow>

/**
 * A side, a value exactly as it is to be, or what a person typed: `typed` becomes the kind of value the others beside it are.
 */
export const Decision = z.union([
  z.strictObject({ take: z.enum(['office', 'store']) }),
  z.strictObject({ value: Cell }),
  z.strictObject({ typed: z.string().max(1_000_000) }),
])
export type Decision = z.infer<typeof Decision>

/** Several at once, all or none: the columns of a row. */
export const DecideMany = z.strictObject({
  decisions: z
    .array(z.strictObject({ id: z.int(), decision: Decision }))
    .min(1)
    .max(500),
})
export type DecideMany = z.infer<typeof DecideMany>

/** Of settled conflicts: what is to be put back; null = the value that lost. Ordinary edits at the office, all or none. */
export const PutBackMany = z.strictObject({
  values: z
    .array(z.strictObject({ id: z.int(), decision: Decision.nullable() }))
    .min(1)
    .max(500),
})
export type PutBackMany = z.infer<typeof PutBackMany>

/** `row`: what had to be done to the row. `partly`: it was gone, and came back with the recorded columns alone. */
const WasPutBack = z.strictObject({
  conflict: Conflict,
  row: z.enum(['changed', 'brought back', 'partly', 'deleted']),
})

export const WerePutBack = z.strictObject({ values: z.array(WasPutBack) })
export type WerePutBack = z.infer<typeof WerePutBack>

export const Decided = z.strictObject({ conflicts: z.array(Conflict), open: z.int() })
export type Decided = z.infer<typeof Decided>

export const IdParameter = z.object({ id: z.coerce.number().int().min(1) })
