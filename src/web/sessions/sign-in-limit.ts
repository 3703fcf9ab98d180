/** Wrong tries that cost nothing: anybody mistypes. */
const FREE = 3
/** The same for all addresses together, so that many computers are not many chances. */
const FREE_OVERALL = 20
const LONGEST = 60_000
/** After so long without a wrong try, all is forgotten. Milliseconds. */
const MEMORY = 15 * 60_000
const MOST_ADDRESSES = 10_000

type Tries = { wrong: number; last: number }

/** Long ago, at whatever number the time begins. */
const none: Tries = { wrong: 0, last: -Infinity }

/** Milliseconds from the last wrong try until the next is looked at: 1, 2, 4 ... 60 seconds. */
const pauseAfter = ({ wrong }: Tries, free: number): number =>
  wrong < free ? 0 : Math.min(1_000 * 2 ** Math.min(wrong - free, 10), LONGEST)

/** Slows down whoever guesses passwords. Times are milliseconds of a clock that nobody sets, passed in. */
export class SignInLimit {
  readonly #addresses = new Map<string, Tries>()
  #overall = none

  /** Milliseconds until a try from there is looked at; 0 = now. */
  wait(address: string, now: number): number {
    const own = fresh(this.#addresses.get(address), now)
    const all = fresh(this.#overall, now)
    const until = Math.max(own.last + pauseAfter(own, FREE), all.last + pauseAfter(all, FREE_OVERALL))
    return Math.max(0, until - now)
  }

  /** To be told before the password is looked at, so that many tries at once count as many. */
  tried(address: string, now: number): void {
    const own = fresh(this.#addresses.get(address), now)
    this.#addresses.delete(address)
    this.#addresses.set(address, { wrong: own.wrong + 1, last: now })
    this.#overall = { wrong: fresh(this.#overall, now).wrong + 1, last: now }
    const oldest = this.#addresses.keys().next()
    if (this.#addresses.size > MOST_ADDRESSES && !oldest.done) this.#addresses.delete(oldest.value)
  }

  /** It was the right one: that address starts anew, and the try counts for nobody. */
  right(address: string): void {
    this.#addresses.delete(address)
    this.#overall = { ...this.#overall, wrong: Math.max(0, this.#overall.wrong - 1) }
  }
}

const fresh = (tries: Tries | undefined, now: number): Tries =>
  tries === undefined || now - tries.last > MEMORY ? none : tries
