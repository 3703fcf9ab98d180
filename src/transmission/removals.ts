import { removeDone } from './site-limits.ts'
import type { Visit } from './visit.ts'

/** Deletes what is done with; what several streams have done with by the time a connection is free goes in one flight. */
export class Removals {
  readonly #visit: Visit
  #waiting: string[] = []
  #next: Promise<void> | null = null

  constructor(visit: Visit) {
    this.#visit = visit
  }

  /** Resolves when these are gone, or stay because the site lets nothing be deleted. They go in the order given. */
  remove(...paths: string[]): Promise<void> {
    if (paths.length === 0) return Promise.resolve()
    this.#waiting.push(...paths)
    this.#next ??= this.#removeAll()
    return this.#next
  }

  async #removeAll(): Promise<void> {
    let paths: string[] | null = null
    await this.#visit.lanes.run(async (site) => {
      if (!paths) {
        paths = this.#waiting.splice(0)
        this.#next = null
      }
      await removeDone(this.#visit, site, ...paths)
    })
  }
}
