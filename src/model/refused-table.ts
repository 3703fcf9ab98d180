import { z } from 'zod'

/** A table that the replica setup wants and a store's database cannot give, as the store announces it. */
export const RefusedTable = z.strictObject({
  name: z.string().min(1).max(200),
  /** Names, in the order of the table; to choose a key from. */
  columns: z.array(z.string().max(200)).max(500),
  /** TABLE_WITHOUT_KEY, TABLE_KEY_NOT_SHARABLE or TABLE_NOT_REPLICABLE. */
  code: z.string().max(50),
  /** Why, and what to do, for a person. */
  reason: z.string().max(1000),
  remedy: z.string().max(1000),
})
export type RefusedTable = z.infer<typeof RefusedTable>
