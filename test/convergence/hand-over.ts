import { join } from 'node:path'
import type { Guid } from '../../src/model/ids.ts'
import { readContents } from '../../src/payload/contents.ts'
import { readLink } from '../../src/transmission/store-links.ts'
import type { MadePayload, StreamPart } from '../../src/transmission/stream-part.ts'
import type { SimulatedOffice, SimulatedStore } from './location.ts'

type Carried = { part: StreamPart; file: string | null; rows: number }
export type Moved = { received: { payloads: number; rows: number }; sent: { payloads: number; rows: number } }

/** Stands for the seal that is left out. */
const UNSEALED = { size: 1, sha256: '0'.repeat(64), unpackedSize: 1 }

/**
 * The short way between locations: payloads are handed over as plain files, in order, with neither seal nor site. Some are
 * held up, or come again or too early. Many more runs fit into a minute so; the others go over the site.
 */
export class HandOver {
  readonly #folder: string
  readonly #office: SimulatedOffice
  readonly #stores: SimulatedStore[]
  readonly #up = new Map<string, Carried[]>()
  readonly #down = new Map<string, Carried[]>()
  /** Streams of which only so many payloads have come so far. */
  readonly #held = new Map<Carried[], number>()
  #files = 0
  /** A store's payload holds a row, and only one is made at a visit. */
  #pieces: boolean

  constructor(folder: string, office: SimulatedOffice, stores: SimulatedStore[], pieces: boolean) {
    this.#folder = folder
    this.#pieces = pieces
    this.#office = office
    this.#stores = stores
    for (const { guid } of stores) {
      this.#up.set(guid, [])
      this.#down.set(guid, [])
    }
  }

  async visitAsStore(store: SimulatedStore): Promise<Moved> {
    const moved: Moved = { received: { payloads: 0, rows: 0 }, sent: { payloads: 0, rows: 0 } }
    const { replica, crash, guid } = store
    await replica.takeBackUnsealed()
    for (const carried of await this.#arrived(this.#down, guid, (await replica.state()).applied)) {
      await this.#toStore(store, carried)
      count(moved.received, carried)
      crash.pass('site')
    }
    if (moved.received.payloads === 0 && (await replica.parkedRows()) > 0) await replica.retryParked()
    for (;;) {
      const file = this.#newFile()
      const made = await replica.export(file, this.#pieces ? 1 : 1 << 20)
      if (!made) return moved
      // What was made and not sealed is taken back at the next visit; an acknowledgement needs no seal.
      if (made.hasFile) {
        crash.pass('site')
        await replica.outbox.noteSealed(made.part.number, UNSEALED)
      }
      this.#leave(this.#up, guid, made, file, moved)
      crash.pass('site')
      if (this.#pieces) return moved
    }
  }

  async visitAsOffice(): Promise<Moved> {
    const moved: Moved = { received: { payloads: 0, rows: 0 }, sent: { payloads: 0, rows: 0 } }
    const { replica, crash, database } = this.#office
    for (const store of this.#stores) {
      const link = await readLink(database, store.guid)
      for (const carried of await this.#arrived(this.#up, store.guid, link.applied)) {
        await this.#toOffice(store, carried)
        count(moved.received, carried)
        crash.pass('site')
      }
    }
    for (const { guid } of this.#stores) {
      const link = await readLink(database, guid)
      await replica.takeBackUnsealed(link)
      let file = ''
      const next = () => {
        file = this.#newFile()
        return file
      }
      await replica.export(guid, next, async (made) => {
        if (made.hasFile) {
          crash.pass('site')
          await replica.outbox(link).noteSealed(made.part.number, UNSEALED)
        }
        this.#leave(this.#down, guid, made, file, moved)
        crash.pass('site')
      })
    }
    return moved
  }

  /** Something happens on the way. Returns what, or null. */
  async befall(fault: string, which: number, place: number): Promise<string | null> {
    const store = this.#stores[place % this.#stores.length] as SimulatedStore
    const up = which % 2 === 0
    const stream = (up ? this.#up : this.#down).get(store.guid) ?? []
    const name = `${up ? 'to the office' : 'to the store'}, of store ${store.number}`
    if (fault === 'release') return this.#held.delete(stream) ? `what was held up ${name}, arrives` : null
    if (fault === 'hold' || fault === 'lose') {
      if (this.#held.has(stream)) return null
      this.#held.set(stream, stream.length - (which % 3))
      return `payloads after the ${stream.length - (which % 3)}th ${name}, are held up`
    }
    const carried = stream[(which >> 1) % Math.max(1, stream.length)]
    if (!carried) return null
    await (up ? this.#toOffice(store, carried) : this.#toStore(store, carried))
    return `payload ${carried.part.number} ${name}, comes now, again or out of turn`
  }

  /** Nothing is held up any more. */
  release(): void {
    this.#held.clear()
    this.#pieces = false
  }

  async #arrived(streams: Map<string, Carried[]>, guid: Guid, applied: number): Promise<Carried[]> {
    const stream = streams.get(guid) ?? []
    const there = stream.slice(0, Math.max(0, this.#held.get(stream) ?? stream.length))
    return there.filter(({ part }) => part.number > applied)
  }

  #toStore({ replica }: SimulatedStore, { part, file }: Carried) {
    return replica.apply(part, file, file === null ? null : readContents(file))
  }

  #toOffice({ guid, clock }: SimulatedStore, { part, file }: Carried) {
    const sender = { heldRows: 0, program: 'simulation', shift: clock - this.#office.clock, now: Date.now() }
    return this.#office.replica.apply(guid, part, file, file === null ? null : readContents(file), sender)
  }

  #leave(streams: Map<string, Carried[]>, guid: Guid, made: MadePayload, file: string, moved: Moved): void {
    const carried = { part: made.part, file: made.hasFile ? file : null, rows: made.rows }
    streams.get(guid)?.push(carried)
    count(moved.sent, carried)
  }

  #newFile(): string {
    return join(this.#folder, `payload-${++this.#files}`)
  }
}

function count(moved: { payloads: number; rows: number }, { rows }: Carried): void {
  moved.payloads++
  moved.rows += rows
}
