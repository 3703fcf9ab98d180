import { z } from 'zod'
import { Cell, Time } from './words.ts'

/** At a store: a row from the office that its database refuses for now. */
export const ParkedRow = z.strictObject({
  /** Stays as long as the row is parked, and is never given to another. */
  number: z.int(),
  table: z.string(),
  /** SQL literals in key order: 42, 'A-1'. */
  key: z.string(),
  /** The row is to stand here as it arrived, or to go. */
  arrives: z.enum(['row', 'removal']),
  reason: z.string(),
  remedy: z.string(),
  since: Time,
  /** 0: not tried yet, its table was left out when it arrived. */
  tries: z.int(),
})
export type ParkedRow = z.infer<typeof ParkedRow>

export const ParkedQuery = z.object({ limit: z.coerce.number().int().min(1).max(10_000).optional() })

/** Lowest number first. */
export const ParkedList = z.strictObject({ rows: z.array(ParkedRow), total: z.int() })
export type ParkedList = z.infer<typeof ParkedList>

const NamedCell = z.strictObject({ column: z.string(), cell: Cell })

/** A parked row beside the one that stands here, and what is in its way now. */
export const ParkedDetail = z.strictObject({
  row: ParkedRow,
  /** Column by column; null: there is no such row, or the table is left out for now. */
  columns: z.array(z.strictObject({ name: z.string(), arriving: Cell.nullable(), here: Cell.nullable() })),
  /** There is such a row here. */
  stands: z.boolean(),
  /** What discarding it sends to the office. A deletion: there is no such row here, or the row filter keeps it back. */
  becomes: z.enum(['edit', 'deletion']),
  obstacles: z.array(
    z.strictObject({
      what: z.enum([
        'the same unique value',
        'the row it refers to is missing',
        'rows that refer to it',
        'the row filter keeps the row here back',
      ]),
      table: z.string(),
      columns: z.array(z.string()),
      /** For a missing row, the values it must have. */
      rows: z.array(z.array(NamedCell)),
    }),
  ),
})
export type ParkedDetail = z.infer<typeof ParkedDetail>

export const Retried = z.strictObject({ settled: z.int(), left: z.int() })
export type Retried = z.infer<typeof Retried>

/** What stands here is to hold. `deleteEverywhere`: also where that is a deletion at all who share the row. */
export const Discard = z.strictObject({
  numbers: z.array(z.int()).min(1).max(500),
  deleteEverywhere: z.boolean().optional(),
})
export type Discard = z.infer<typeof Discard>

export const Discarded = z.strictObject({
  rows: z.array(
    z.strictObject({ number: z.int(), table: z.string(), key: z.string(), becomes: z.enum(['edit', 'deletion']) }),
  ),
})
export type Discarded = z.infer<typeof Discarded>

export const ParkedNumber = z.object({ number: z.coerce.number().int().min(1) })
