/** Collects, under names, what is measured in run after run. Names keep the order in which they first came. */
export class Samples {
  readonly #samples = new Map<string, number[]>()

  add(name: string, sample: number): void {
    const known = this.#samples.get(name)
    if (known) known.push(sample)
    else this.#samples.set(name, [sample])
  }

  /** Everything of one run at once. */
  addAll(measured: ReadonlyMap<string, number>): void {
    for (const [name, sample] of measured) this.add(name, sample)
  }

  /** Samples of one name; none were taken: []. */
  of(name: string): number[] {
    return this.#samples.get(name) ?? []
  }
}
