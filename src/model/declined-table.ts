import { z } from 'zod'
import { AnnouncedTable } from './table.ts'

/** A table of a store that does not fit the office's: the store leaves it out until it does, and everything else goes on. */
export const DeclinedTable = z.strictObject({
  name: z.string().min(1).max(200),
  /** Why, and what to do, for a person. */
  reason: z.string().max(1000),
  remedy: z.string().max(1000),
  /** Columns of it that do not fit; none: the key does not. */
  columns: z.array(z.string().max(200)).max(500),
  /** The office has rows of this store's table from before. */
  had: z.boolean(),
})
export type DeclinedTable = z.infer<typeof DeclinedTable>

/** A table of a store that the office declines, and whether the store has been told. */
export const Declined = z.strictObject({
  /** As the store announced it last. */
  table: AnnouncedTable,
  reason: z.string(),
  remedy: z.string(),
  columns: z.array(z.string()),
  had: z.boolean(),
  /** Number of the payload that first told the store; null: none has. */
  told: z.int().nullable(),
})
export type Declined = z.infer<typeof Declined>
