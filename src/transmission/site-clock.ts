import { concernsFile } from '../site/failure.ts'
import type { Site } from '../site/site.ts'
import { isNoShift, judgeClock, type KnownClock, whatIsSure } from './clock-judgement.ts'

/** A file that was longer on its way may have got the time of its beginning, or of its end. */
const LONGEST_UPLOAD = 5_000
/** By how much a time may lie beyond what is possible. */
const TOLERANCE = 60_000

/**
 * What a visit knows of the site's clock, by which those of two locations are compared. It is measured once a visit, on a small file
 * that was just uploaded, and counts only where an earlier visit found the same.
 */
export class SiteClock {
  #known: KnownClock | null
  #measured = false
  #measuring: Promise<void> | null = null
  #jump: number | null = null
  readonly #now: () => number

  /** `known`: by the visit before; null: nothing. */
  constructor(known: KnownClock | null, now: () => number = Date.now) {
    this.#known = known
    this.#now = now
  }

  /** To be kept for the next visit. */
  get known(): KnownClock | null {
    return this.#known
  }

  /** What to add to this clock to get the site's, milliseconds, as measured in this visit; null: not measured, or not sure. */
  get offset(): number | null {
    return this.#measured ? whatIsSure(this.#known) : null
  }

  /** By how much the site's clock, or this computer's, is not where the visit before was sure that it was; null: it is. */
  get jump(): number | null {
    return this.#jump
  }

  /** Uploads a small file and measures on it, unless that was done in this visit. `upload` gives its path. */
  async measureOn(site: Site, upload: () => Promise<string>): Promise<void> {
    const begun = this.#now()
    const path = await upload()
    const ended = this.#now()
    if (this.#measured || ended - begun > LONGEST_UPLOAD) return
    const offset = await site.clockOffset(path, ended)
    if (offset === null) return
    const before = this.#known
    this.#measured = true
    this.#known = judgeClock(before, offset, ended)
    const sure = whatIsSure(before)
    if (sure !== null && this.#known.since === ended) this.#jump = offset - sure
  }

  /**
   * What to add to a sender's times to get this location's, milliseconds: 0 where either does not know the site's clock, null where
   * the two seem to differ and it is not sure by how much. Where they seem to differ, `measure` is to measure this one first.
   */
  async shiftOf(
    sender: { clock: number; clockOffset: number | null },
    measure: () => Promise<void>,
  ): Promise<number | null> {
    const known = whatIsSure(this.#known)
    if (sender.clockOffset === null || known === null || isNoShift(sender.clockOffset - known)) return 0
    this.#measuring ??= this.#measured ? Promise.resolve() : measure()
    await this.#measuring
    const { offset } = this
    if (offset === null) return null
    const shift = sender.clockOffset - offset
    if (isNoShift(shift)) return 0
    return this.#isPossible(sender.clock + shift) ? shift : null
  }

  /** Measures on a file that is uploaded and deleted for nothing else. Where the site does not let that be, it is not sure. */
  async probe(site: Site, path: string): Promise<void> {
    try {
      await this.measureOn(site, async () => {
        await site.upload(Buffer.from('clock\n'), path)
        return path
      })
      await site.remove(path)
    } catch (error) {
      if (!concernsFile(error)) throw error
    }
  }

  /** Nothing is written after it has come, and what was written before this clock was sure may be of before a jump. */
  #isPossible(writtenAt: number): boolean {
    const since = this.#known?.since ?? Number.POSITIVE_INFINITY
    return writtenAt <= this.#now() + TOLERANCE && writtenAt >= since - TOLERANCE
  }
}
