import type { Direction, Epoch, Guid } from '../model/ids.ts'
import { folderOf } from '../payload/file-names.ts'
import { bytesOnSite, isNear, listedPayloads, nearlyReached, reached, totalBytes } from './allowance.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'
import type { Visit } from './visit.ts'

type Outgoing = {
  direction: Direction
  guid: Guid
  /** Of the stream that is sent. */
  epoch: Epoch
  outbox: Outbox
  /** Bytes that stand on the site in the other direction. */
  incoming: number
  store?: string
}

/**
 * What one store's files take on the site during a visit, held against the allowance. What stands there in the direction of
 * sending is taken from the outbox: all that was uploaded and is not acknowledged. That is at least what is there, and costs
 * nothing. But the receiver may have taken it already and be kept from saying so, because it must hold back itself; so
 * near the allowance the site is looked at, once a visit, or two sides could wait for each other for ever.
 */
export class SiteSpace {
  readonly #about: Outgoing
  /** Bytes by payload number. */
  #outgoing = new Map<number, number>()
  #looked = false

  constructor(about: Outgoing) {
    this.#about = about
  }

  /**
   * Whether another payload is to be made: not while those that wait already would fill the allowance. Their rows stay in
   * the database until then, so that a large initial load is not written to disk twice.
   */
  async mayMake(visit: Visit): Promise<boolean> {
    const entries = await this.#about.outbox.entries()
    const waiting = entries.filter((entry) => !entry.uploaded)
    if (waiting.length === 0) return true
    this.reckon(entries)
    const wanted = () => this.#bytes(waiting) + totalBytes(waiting.map(bytesOnSite))
    if (isNear(wanted(), visit.allowanceBytes)) await this.#look(visit)
    return wanted() < visit.allowanceBytes
  }

  /** Whether another payload may be made while one is being sealed, which takes no more than the `unsealed` bytes it has now. */
  async mayMakeBeside(visit: Visit, unsealed: number): Promise<boolean> {
    const entries = await this.#about.outbox.entries()
    this.reckon(entries)
    return !isNear(this.#bytes(entries) + totalBytes(entries.map(bytesOnSite)) + unsealed, visit.allowanceBytes)
  }

  /** Takes what stands on the site from the outbox, unless it was looked at. */
  reckon(entries: OutboxEntry[]): void {
    if (this.#looked) return
    const uploaded = entries.filter((entry) => entry.uploaded)
    this.#outgoing = new Map(uploaded.map((entry) => [entry.number, bytesOnSite(entry)]))
  }

  /** Whether a payload may be uploaded. One without rows always may: it is small, and the other side waits for it. */
  async fits(visit: Visit, entry: OutboxEntry): Promise<boolean> {
    return !entry.hasFile || this.hasRoomFor(visit, [entry])
  }

  /** Whether these could all stand on the site at once. What stands there of them already would be written over. */
  async hasRoomFor(visit: Visit, entries: OutboxEntry[]): Promise<boolean> {
    const after = () => this.#bytes(entries) + totalBytes(entries.map(bytesOnSite))
    if (isNear(after(), visit.allowanceBytes)) await this.#look(visit)
    return after() <= visit.allowanceBytes
  }

  sent(entry: OutboxEntry): void {
    this.#outgoing.set(entry.number, bytesOnSite(entry))
  }

  /**
   * Notes, at the end of sending, what is taken, and tells where that is near the allowance. Throws ALLOWANCE_REACHED where
   * `held` is the first payload that was held back.
   */
  async settle(visit: Visit, held: OutboxEntry | null): Promise<void> {
    const { allowanceBytes } = visit
    const { outbox, direction, store } = this.#about
    const about = store === undefined ? {} : { store }
    if (isNear(this.#bytes(), allowanceBytes)) await this.#look(visit)
    const bytes = this.#bytes()
    await outbox.noteUse({ bytes, heldBack: held !== null })
    if (held) throw reached({ direction, ...about }, held, bytes, allowanceBytes)
    if (!isNear(bytes, allowanceBytes)) return
    const near = nearlyReached({ direction, ...about }, bytes, allowanceBytes)
    visit.report({ step: 'send', level: 'warn', ...near, ...about })
  }

  #bytes(without: OutboxEntry[] = []): number {
    const left = totalBytes(without.map(({ number }) => this.#outgoing.get(number) ?? 0))
    return this.#about.incoming + totalBytes(this.#outgoing.values()) - left
  }

  async #look(visit: Visit): Promise<void> {
    if (this.#looked) return
    const { direction, guid, epoch } = this.#about
    const listed = listedPayloads(direction, await visit.site.list(folderOf(direction, guid)))
    this.#looked = true
    this.#outgoing.clear()
    for (const name of listed) {
      // Files of an epoch that has ended go when the first payload of the new one is applied: they must not keep it away.
      if (name.epoch !== epoch || (name.guid ?? guid) !== guid) continue
      this.#outgoing.set(name.number, (this.#outgoing.get(name.number) ?? 0) + name.size)
    }
  }
}
