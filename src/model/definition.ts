import { z } from 'zod'

/**
 * How one object of a shop's database is made: a table, an index, a view or a trigger, in the database's own words; or one of the
 * numbers by which a shop program knows its database's version. With these a lost database is built again.
 */
export const Definition = z.strictObject({
  type: z.enum(['table', 'index', 'view', 'trigger', 'pragma']),
  name: z.string().min(1).max(500),
  sql: z.string().min(1).max(1_000_000),
})
export type Definition = z.infer<typeof Definition>
