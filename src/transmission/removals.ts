import { removeDone } from './site-limits.ts'
import type { Visit } from './visit.ts'

/** Deletes what is done with; what several streams have done with by the time a connection is free goes in one flight. */
export class Removals {
  readonly #visit: Visit
  readonly #before: () => Promise<void>
  #waiting: string[] = []
  #next: Promise<void> | null = null

  /** `before`: done before each flight, so that what is deleted is not needed again: it was applied, and that is on the disk. */
  constructor(visit: Visit, before: () => Promise<void>) {
    this.#visit = visit
    this.#before = before
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
        await this.#before()
      }
      await removeDone(this.#visit, site, ...paths)
    })
  }
}
