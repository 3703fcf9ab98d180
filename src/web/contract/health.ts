import { z } from 'zod'

/**
 * What `GET /healthz` tells anybody who asks: nothing of whose location it is, where, or what it holds.
 * - ok: transmissions complete
 * - paused: No Transmit is on; nothing is expected
 * - failing: see `reasons`
 */
export const Health = z.strictObject({
  status: z.enum(['ok', 'paused', 'failing']),
  /** ISO 8601, UTC; null: none has completed yet. */
  lastGoodTransmission: z.iso.datetime().nullable(),
  /** Since then. */
  ageSeconds: z.int().min(0).nullable(),
  /** Beyond this age it is `late`. */
  maxAgeSeconds: z.int(),
  /** Transmissions that failed one after the other since. */
  failedSince: z.int(),
  reasons: z.array(z.enum(['never', 'late', 'failures'])),
})
export type Health = z.infer<typeof Health>

const HOURS_A_YEAR = 24 * 366

export const HealthQuery = z.object({
  /** Beyond how many hours the last good transmission counts as late; else as the settings say. */
  hours: z.coerce
    .number('a number of hours, such as 6')
    .positive('more than 0')
    .max(HOURS_A_YEAR, `at most ${HOURS_A_YEAR}`)
    .optional(),
})
