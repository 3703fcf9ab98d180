import { type CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Epoch } from '../model/ids.ts'
import type { PayloadName } from '../payload/file-names.ts'
import { bytesOf, type Fetched, fetchPayload, forget } from './fetch.ts'
import { announcedAs, firstGenuine, type IncomingStream } from './incoming.ts'
import type { Visit } from './visit.ts'

/** A payload with the room it takes on this computer, which is to be given up when it is merged. */
export type Arrived = { fetched: Fetched; giveUpRoom: () => void }

/** One number of the stream, on its way. */
type Coming = {
  /** Null: it is not on the site, or not genuine. */
  arrived: Promise<Arrived | null>
  /** Resolves once it has got its room; false: it will not come, and none after it. */
  admitted: Promise<boolean>
  doubts: CentralOfficeError[]
}

/**
 * Fetches the payloads of one stream in the order of their numbers, and while one is being merged already the next ones of
 * the same life. What goes wrong with one of them is told when its turn comes, not before.
 */
export class FetchAhead {
  readonly #visit: Visit
  readonly #stream: IncomingStream
  /** What is wrong with files whose turn has come, and that are nobody's for sure. */
  readonly doubts: CentralOfficeError[] = []
  #coming: Coming[] = []
  #closed = false

  constructor(visit: Visit, stream: IncomingStream) {
    this.#visit = visit
    this.#stream = stream
  }

  /**
   * The payload of this number, or null where none waits. To be called with numbers that follow each other, within one
   * life; null as long as the life is not known.
   */
  async next(epoch: Epoch | null, number: number): Promise<Arrived | null> {
    const depth = epoch === null ? 1 : this.#depth
    while (this.#coming.length < depth) {
      const following = number + this.#coming.length
      const candidates = this.#candidates(epoch, following)
      if (candidates.length === 0) break
      this.#coming.push(this.#begin(candidates))
    }
    const coming = this.#coming.shift()
    if (!coming) return null
    const arrived = await coming.arrived
    this.doubts.push(...coming.doubts)
    return arrived
  }

  /** Takes away what was fetched and is not merged. To be called in any case, at the end or before another life begins. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { arrived } of this.#coming.splice(0)) {
      const unused = await arrived.catch(() => null)
      if (!unused) continue
      await forget(unused.fetched)
      unused.giveUpRoom()
    }
  }

  /** Manifests of this number. Where not all may be listed, that of the number wanted next is asked for by its name. */
  #candidates(epoch: Epoch | null, number: number): PayloadName[] {
    const { guid, incomplete } = this.#stream
    const listed = announcedAs(this.#stream, epoch, number)
    if (listed.length > 0 || !incomplete || epoch === null || this.#coming.length > 0) return listed
    return [{ kind: 'manifest', guid, epoch, number }]
  }

  /** On one connection, one after the other: what happens there has one order, which is worth more than the little time. */
  get #depth(): number {
    const { limit } = this.#visit.lanes
    return limit === 1 ? 1 : 2 * limit
  }

  #begin(candidates: PayloadName[]): Coming {
    const before = this.#coming.at(-1)?.admitted ?? Promise.resolve(true)
    const admitted = Promise.withResolvers<boolean>()
    const doubts: CentralOfficeError[] = []
    const arrived = this.#arrive(candidates, doubts, before, () => admitted.resolve(true))
    arrived.catch(() => undefined).finally(() => admitted.resolve(false))
    return { arrived, admitted: admitted.promise, doubts }
  }

  async #arrive(
    candidates: PayloadName[],
    doubts: CentralOfficeError[],
    before: Promise<boolean>,
    admitted: () => void,
  ): Promise<Arrived | null> {
    const found: CentralOfficeError[] = []
    const read = await firstGenuine(this.#visit, this.#stream, candidates, found)
    // One that no listing has shown need not be there.
    const isListed = candidates.some((name) => this.#stream.names.includes(name))
    doubts.push(...found.filter((doubt) => isListed || !hasCode(doubt, 'SITE_MISSING_FILE')))
    // In the order of their numbers: else a later one could hold the room that an earlier one waits for.
    if (!read || !(await before)) return null
    const giveUpRoom = await this.#stream.room.take(bytesOf(read.manifest))
    admitted()
    let fetched: Fetched | null = null
    try {
      if (!this.#closed) fetched = await fetchPayload(this.#visit, this.#stream, read)
    } finally {
      if (!fetched) giveUpRoom()
    }
    return fetched && { fetched, giveUpRoom }
  }
}
