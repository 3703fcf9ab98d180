import type { Settings } from '../../settings/settings.ts'
import type { Health } from '../contract/health.ts'
import type { Transmission } from '../contract/transmission.ts'

const HOUR = 3_600_000
/** Where Notices name no hours of silence and no number of failures. */
const DEFAULT_HOURS = 72
const DEFAULT_FAILURES = 3

type Ended = Pick<Transmission, 'outcome' | 'endedAt'>
/** The wall clock, and one that nobody sets; milliseconds. */
type Clocks = { now: () => number; elapsed: () => number }

/**
 * How long ago a transmission completed, known without a look at database or log: anybody may ask, as often as they like.
 * From its start on it counts by a clock that nobody sets.
 */
export class TransmissionHealth {
  readonly #clocks: Clocks
  #lastGood: { at: number; age: number; seen: number } | null = null
  #failures = 0

  /** `ended`: the last transmissions of the log, oldest first, from the last good one on. */
  constructor(ended: Ended[], clocks: Clocks = { now: Date.now, elapsed: () => performance.now() }) {
    this.#clocks = clocks
    for (const each of ended) this.ended(each)
  }

  ended({ outcome, endedAt }: Ended): void {
    if (outcome === 'cancelled') return
    if (outcome === 'failed') {
      this.#failures += 1
      return
    }
    this.#failures = 0
    const { now, elapsed } = this.#clocks
    this.#lastGood = { at: endedAt, age: Math.max(0, now() - endedAt), seen: elapsed() }
  }

  /** `hours`: the age beyond which the last good one is late, instead of what the settings say. */
  look({ noTransmit, notices }: Pick<Settings, 'noTransmit' | 'notices'>, hours?: number): Health {
    const maxAge = (hours ?? notices?.silentHours ?? DEFAULT_HOURS) * HOUR
    const age = this.#age()
    const reasons: Health['reasons'] = [
      ...(age === null ? ['never' as const] : age > maxAge ? ['late' as const] : []),
      ...(this.#failures >= (notices?.failures ?? DEFAULT_FAILURES) ? ['failures' as const] : []),
    ]
    return {
      status: noTransmit ? 'paused' : reasons.length > 0 ? 'failing' : 'ok',
      lastGoodTransmission: this.#lastGood && new Date(this.#lastGood.at).toISOString(),
      ageSeconds: age && Math.floor(age / 1000),
      maxAgeSeconds: Math.floor(maxAge / 1000),
      failedSince: this.#failures,
      reasons,
    }
  }

  #age(): number | null {
    return this.#lastGood && this.#lastGood.age + this.#clocks.elapsed() - this.#lastGood.seen
  }
}
