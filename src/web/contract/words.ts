import { z } from 'zod'

/** Milliseconds since 1970. */
export const Time = z.int()

/** 1 to 7 letters or digits, as kept: without leading zeros. Pages show it padded to 7 with zeros. */
export const StoreNumberText = z.string()

export const Guid = z.string()

/** Nothing but that it was done. */
export const Done = z.strictObject({ done: z.literal(true) })
export type Done = z.infer<typeof Done>

/**
 * One value of a database, whole: integers beyond 2^53 as digits, reals as JavaScript writes them (also Infinity and
 * -Infinity), bytes as base64, NULL with an empty text. What is sent has to be whole.
 */
export const Cell = z.strictObject({
  type: z.enum(['null', 'integer', 'real', 'text', 'blob']),
  text: z.string(),
})
export type Cell = z.infer<typeof Cell>

/** What a person may do about something, and where: `page` is a path of the pages. */
export const Action = z.strictObject({ label: z.string(), page: z.string() })
export type Action = z.infer<typeof Action>
