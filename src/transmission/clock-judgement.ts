import { z } from 'zod'

/** The site's clock as a location has measured it against its own: milliseconds, by its own clock. */
export const KnownClock = z.strictObject({
  /** What to add to this location's clock to get the site's. */
  offset: z.int(),
  /** When it was measured last. */
  at: z.int(),
  /** Since when every measurement has agreed with the one before. */
  since: z.int(),
})
export type KnownClock = z.infer<typeof KnownClock>

/** Sites tell the time of a file in whole seconds, and a file takes a moment to get there. */
const RESOLUTION = 2_000
/** Quartz clocks that nobody sets run apart by less than this share of the time. */
const DRIFT = 1e-4
/** Within seconds a site that gives every file the same time looks as good as any other. */
const APART = 10_000

/**
 * One more measurement. A site's clock can jump (somebody sets it, another computer answers, summer time begins), and some sites give
 * every file the same time, so that a measurement counts only where one before, some time ago, found the same.
 */
export function judgeClock(before: KnownClock | null, offset: number, at: number): KnownClock {
  if (before === null) return { offset, at, since: at }
  const elapsed = at - before.at
  const agrees = elapsed >= 0 && Math.abs(offset - before.offset) <= RESOLUTION + elapsed * DRIFT
  if (!agrees) return { offset, at, since: at }
  return elapsed < APART ? before : { offset, at, since: before.since }
}

/** The offset, where at least two measurements agree; null: not known for sure. */
export const whatIsSure = (known: KnownClock | null): number | null =>
  known !== null && known.at > known.since ? known.offset : null

/** Two offsets may differ by this much without meaning anything. */
export const isNoShift = (shift: number): boolean => Math.abs(shift) <= RESOLUTION
