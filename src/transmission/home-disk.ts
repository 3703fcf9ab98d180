import { readdir, statfs } from 'node:fs/promises'
import type { Guid } from '../model/ids.ts'
import type { Home } from '../settings/home.ts'

/** How long an answer about free space holds, milliseconds: hundreds of payloads are fetched in a visit. */
const HOLDS = 1_000

/** The disk of the home folder, as one visit needs to know it. */
export class HomeDisk {
  readonly #home: Home
  #free: { at: number; bytes: Promise<number | null> } | null = null
  #outbox: Promise<Map<string, string[]>> | null = null

  constructor(home: Home) {
    this.#home = home
  }

  /** Bytes free for this program; null where the system does not tell. At most a second old. */
  free(): Promise<number | null> {
    const now = performance.now()
    if (this.#free === null || now - this.#free.at > HOLDS)
      this.#free = { at: now, bytes: freeBytes(this.#home.folder) }
    return this.#free.bytes
  }

  /** Names in the outbox that belong to a store's stream, as they lay there when the visit first asked, for whatever store. */
  async outboxOf(guid: Guid): Promise<string[]> {
    this.#outbox ??= readdir(this.#home.outbox).then((names) => Map.groupBy(names, storeIn))
    return (await this.#outbox).get(guid) ?? []
  }
}

/** See `localName`. */
const storeIn = (name: string): string => name.slice(0, name.indexOf('.'))

async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return null
  }
}
