/** A stopwatch whose laps have names; laps of one name add up. Seconds. */
export class Laps {
  readonly laps = new Map<string, number>()
  #last = performance.now()

  /** Everything since the last lap, or since the start, was `name`. */
  end(name: string): void {
    const now = performance.now()
    this.laps.set(name, (this.laps.get(name) ?? 0) + (now - this.#last) / 1000)
    this.#last = now
  }

  /** What passed since the last lap is nobody's. */
  skip(): void {
    this.#last = performance.now()
  }

  get whole(): number {
    return [...this.laps.values()].reduce((sum, lap) => sum + lap, 0)
  }
}
