import { z } from 'zod'

/** 1 = Monday ... 7 = Sunday (ISO 8601), each once. */
const Weekdays = z
  .array(z.int().min(1).max(7))
  .min(1, 'choose at least one day')
  .overwrite((days) => [...new Set(days)].sort())

/** Hours and minutes, 00:00 to 23:59. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time looks like 07:30')

/**
 * When a location transmits by itself, on the clock of its place. A time that was missed because the computer was off is
 * caught up once, when the program starts again.
 */
export const TransmitTimes = z.discriminatedUnion('kind', [
  /** Only when a person asks for it. */
  z.strictObject({ kind: z.literal('by hand') }),
  /** Every so many minutes, counted from midnight, on these days. */
  z.strictObject({ kind: z.literal('every'), minutes: z.int().min(1).max(1440), weekdays: Weekdays }),
  z.strictObject({
    kind: z.literal('at'),
    times: z.array(TimeOfDay).min(1, 'name at least one time').max(96),
    weekdays: Weekdays,
  }),
])
export type TransmitTimes = z.infer<typeof TransmitTimes>
