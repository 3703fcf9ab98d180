import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Turns at something that one piece of work may use at a time: first come, first served. What a piece of work calls
 * belongs to its turn, however deep, and does not wait for itself.
 */
export class Turns {
  readonly #mine = new AsyncLocalStorage<symbol>()
  #now: symbol | null = null
  #last: Promise<void> = Promise.resolve()
  /** Turns asked for that have not ended. */
  #open = 0

  /** Runs `work` when its turn comes; everybody else waits until it has ended, well or not. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isMine()) return work()
    const before = this.#last
    const turn = Promise.withResolvers<void>()
    this.#last = turn.promise
    this.#open++
    await before
    const name = Symbol('turn')
    this.#now = name
    try {
      return await this.#mine.run(name, work)
    } finally {
      this.#now = null
      this.#open--
      turn.resolve()
    }
  }

  /** As `alone`, for work that is done at once: where nobody else is about it costs nothing. */
  async atOnce<T>(work: () => T): Promise<T> {
    return this.#open === 0 || this.#isMine() ? work() : this.alone(async () => work())
  }

  /** Work that outlives its turn, because nobody waited for it, is an outsider from then on. */
  #isMine(): boolean {
    return this.#now !== null && this.#mine.getStore() === this.#now
  }
}
