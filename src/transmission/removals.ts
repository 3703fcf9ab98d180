import type { Site } from '../site/site.ts'
import { removeDone } from './site-limits.ts'
import type { Visit } from './visit.ts'

type Waiting = { store: string; path: string }

/** Deletes what is done with; what several streams have done with by the time a connection is free goes in one flight. */
export class Removals {
  readonly #visit: Visit
  readonly #before: () => Promise<void>
  #waiting: Waiting[] = []
  #next: Promise<void> | null = null

  /** `before`: done before each flight, so that what is deleted is not needed again: it was applied, and that is on the disk. */
  constructor(visit: Visit, before: () => Promise<void>) {
    this.#visit = visit
    this.#before = before
  }

  /**
   * Resolves when these are gone, or stay because the site does not let them be deleted. They go in the order given. `store`: whose
   * they are, '' in a store's own visit.
   */
  remove(store: string, ...paths: string[]): Promise<void> {
    if (paths.length === 0) return Promise.resolve()
    this.#waiting.push(...paths.map((path) => ({ store, path })))
    this.#next ??= this.#removeAll()
    return this.#next
  }

  async #removeAll(): Promise<void> {
    let files: Waiting[] | null = null
    await this.#visit.lanes.run(async (site) => {
      if (!files) {
        files = this.#waiting.splice(0)
        this.#next = null
        await this.#before()
      }
      for (const flight of flightsOf(site, files)) await removeDone(this.#visit, site, flight)
    })
  }
}

/** Where the site has let nothing be deleted so far, one file of each store is tried: that of another store may be allowed. */
const flightsOf = (site: Site, files: Waiting[]): Waiting[][] =>
  site.habits.remove === false ? [...Map.groupBy(files, ({ store }) => store).values()] : [files]
