import { open } from 'node:fs/promises'
import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** `PRAGMA synchronous`: nothing ever waits for the disk; the log is written, and not waited for. */
const [OFF, NORMAL] = [0, 1]

/**
 * The write-ahead log of a database that has one (https://sqlite.org/wal.html). Transactions are committed by being written to it;
 * whether each waits for the disk is a matter of `PRAGMA synchronous`. A log that was not forced loses its end in a power cut, whole
 * transactions, and the database is sound.
 */
export class WriteAheadLog {
  readonly #file: string
  readonly #connection: DatabaseSync
  #used: boolean | null = null
  /** Prepared once: every payload asks. */
  #ask: StatementSync | null = null
  /** Also what a process that was killed had committed may be on its way still. */
  #unforced = true
  #forcing: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  constructor(file: string, connection: DatabaseSync) {
    this.#file = `${file}-wal`
    this.#connection = connection
  }

  /** Runs `work`, which begins and ends a transaction, without waiting for the disk. Without a log it waits all the same. */
  async unforced<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isUsed()) return work()
    this.#unforced = true
    const before = this.#synchronous()
    this.#connection.exec(`PRAGMA synchronous = ${Math.min(before, NORMAL)}`)
    try {
      return await work()
    } finally {
      this.#connection.exec(`PRAGMA synchronous = ${before}`)
    }
  }

  /**
   * When this resolves, what was committed before is on the disk. Who asks while the log is being forced waits for the next time,
   * together with all others who do.
   */
  force(): Promise<void> {
    this.#next ??= this.#forcing.then(() => this.#force())
    return this.#next
  }

  /** Asked once: no other program can change it while this connection is open. */
  #isUsed(): boolean {
    this.#used ??= this.#connection.prepare('PRAGMA journal_mode').get()?.journal_mode === 'wal'
    return this.#used
  }

  #synchronous(): number {
    this.#ask ??= this.#connection.prepare('PRAGMA synchronous')
    return Number(this.#ask.get()?.synchronous)
  }

  async #force(): Promise<void> {
    const forced = this.#forceNow()
    this.#forcing = forced.catch(() => undefined)
    this.#next = null
    await forced
  }

  async #forceNow(): Promise<void> {
    if (!this.#unforced || !this.#isUsed() || this.#synchronous() === OFF) return
    this.#unforced = false
    try {
      const log = await open(this.#file, 'r+')
      try {
        await log.datasync()
      } finally {
        await log.close()
      }
    } catch (error) {
      this.#unforced = true
      throw error
    }
  }
}
