import type { SessionEnd } from '../contract/session.ts'

const MOST = 1_000

/** Why sessions have ended, so that people are told when they come back. Only the latest are kept. */
export class EndedSessions {
  readonly #ends = new Map<string, SessionEnd>()

  note(key: string, end: SessionEnd): void {
    this.#ends.delete(key)
    const oldest = this.#ends.keys().next()
    if (this.#ends.size >= MOST && !oldest.done) this.#ends.delete(oldest.value)
    this.#ends.set(key, end)
  }

  of(key: string): SessionEnd | undefined {
    return this.#ends.get(key)
  }
}
