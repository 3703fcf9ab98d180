import { z } from 'zod'
import { Guid, StoreNumberText, Time } from './words.ts'

/** A store that takes part no more, and whose number is not free yet. */
export const RetiredStore = z.strictObject({
  guid: Guid,
  number: StoreNumberText,
  name: z.string(),
  retiredAt: Time,
  /** Its rows are kept at the office. */
  rowsKept: z.boolean(),
  /** Its files are off the site, and word was left for it there. */
  cleaned: z.boolean(),
})
export type RetiredStore = z.infer<typeof RetiredStore>

/** What retiring a store would do, shown before a person confirms it. */
export const Retirement = z.strictObject({
  /** Nothing has come from it yet: what it has is an invitation. */
  invited: z.boolean(),
  /** Its rows at the office, by table. */
  tables: z.array(z.strictObject({ table: z.string(), rows: z.int() })),
  openConflicts: z.int(),
})
export type Retirement = z.infer<typeof Retirement>

export const Retire = z.strictObject({ rows: z.enum(['keep', 'delete']) })
export type Retire = z.infer<typeof Retire>

/** How many rows were deleted. */
export const Retired = z.strictObject({ deleted: z.int() })
export type Retired = z.infer<typeof Retired>
