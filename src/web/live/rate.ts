/** How far back is looked, milliseconds: long enough to be calm, short enough to follow. */
const SPAN = 5_000

/** How fast something goes forward, over the last seconds. */
export class Rate {
  #seen: { done: number; at: number }[] = []

  /** What was counted before counts no more. */
  begin(): void {
    this.#seen = []
  }

  /** Units a second; null while too little has been seen. `at`: milliseconds. */
  note(done: number, at: number): number | null {
    const last = this.#seen.at(-1)
    if (last && done < last.done) this.#seen = []
    this.#seen.push({ done, at })
    while (this.#seen.length > 2 && at - (this.#seen[0]?.at ?? at) > SPAN) this.#seen.shift()
    const first = this.#seen[0]
    if (first === undefined || at - first.at < 250) return null
    return ((done - first.done) * 1000) / (at - first.at)
  }
}
