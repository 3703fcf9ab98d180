import { stat } from 'node:fs/promises'
import type { PayloadContents } from '../model/payload-contents.ts'
import { Thread, threadProgram } from '../threads/thread.ts'
import { plainCrossing } from '../threads/wire.ts'
import type { SealedPayload } from './seal.ts'
import { type Sealing, sealing, type ToOpen, type ToSeal } from './sealing.ts'

/** Unpacked bytes from which a payload is worth a thread, whose start takes as long as sealing some megabytes. */
const LARGE = 4 * 1024 * 1024

/**
 * Seals and opens the payloads of one visit: small ones at once, large ones in a thread of their own, so that meanwhile the next
 * is exported, or the one before merged. To be closed at the end.
 */
export class Sealer {
  #thread: Thread<Sealing> | null = null
  readonly #running = new Set<Promise<unknown>>()

  /** Errors: as of `sealPayload`. */
  seal(payload: ToSeal): Promise<SealedPayload> {
    return this.#run(async () => {
      const { size } = await stat(payload.sqliteFile)
      return size < LARGE ? sealing.seal(payload) : this.#beside().ask('seal', payload)
    })
  }

  /** Opens a payload and reads what it holds. Errors: as of `openPayload` and `readContents`. */
  open(payload: ToOpen): Promise<PayloadContents> {
    return this.#run(async () =>
      payload.expected.unpackedSize < LARGE ? sealing.open(payload) : this.#beside().ask('open', payload),
    )
  }

  /** Waits for what is under way, so that no file is left half written. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running)
    await this.#thread?.close()
    this.#thread = null
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    const running = work()
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  #beside(): Thread<Sealing> {
    this.#thread ??= new Thread<Sealing>(threadProgram('sealing-thread', import.meta.url), {
      folder: '',
      errors: plainCrossing,
    })
    return this.#thread
  }
}
