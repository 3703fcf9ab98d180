import { hasCode } from '../model/errors.ts'
import type { SiteSettings } from '../model/site-settings.ts'
import { connectToSite } from './ftp-site.ts'
import type { SiteOptions } from './options.ts'
import type { Site } from './site.ts'

export type ParallelOptions = SiteOptions & {
  /** Connections at once at most, the given one counted. Too high: other locations may find the site full. */
  most?: number | undefined
}

/** Several connections to one site, for files that do not depend on each other. */
export type ParallelSites = {
  /**
   * Does `work` on a connection nobody else uses meanwhile: an idle one, or a new one while fewer than `most` are open and
   * the site allows another; else it waits for its turn, first come, first served. Errors are those of `work`, and those
   * of `connectToSite` but for too many connections: then it goes on with those there are.
   */
  run<T>(work: (site: Site) => Promise<T>): Promise<T>
  /** Connections allowed at once, as far as is known: `most`, or fewer once the site refused one. */
  readonly limit: number
  /** Closes the connections made here; the given one stays open. */
  close(): Promise<void>
}

export const defaultMost = 4

/**
 * Opens nothing yet: connections are made when there is work for them. `first` is the connection there is already; it must
 * be signed in with the same settings. Work given to `run` must not call `run` itself and wait for it.
 */
export const openParallel = (
  first: Site,
  settings: SiteSettings,
  password: string,
  options: ParallelOptions = {},
): ParallelSites => {
  const idle: Site[] = [first]
  const made: Site[] = []
  const waiting: ((site: Site) => void)[] = []
  let opening = 0
  let limit = Math.max(1, Math.min(options.most ?? defaultMost, first.habits.connections ?? Number.POSITIVE_INFINITY))

  const give = (site: Site): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(site)
    else next(site)
  }

  const turn = (): Promise<Site> => {
    const free = idle.pop()
    return free === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(free)
  }

  const take = async (): Promise<Site> => {
    const free = idle.pop()
    if (free !== undefined) return free
    if (1 + made.length + opening >= limit) return turn()
    opening += 1
    try {
      const site = await connectToSite(settings, password, { ...options, habits: first.habits, onceOnly: true })
      made.push(site)
      limit = Math.max(limit, 1 + made.length)
      return site
    } catch (error) {
      if (!hasCode(error, 'SITE_TOO_MANY_CONNECTIONS')) throw error
      limit = 1 + made.length
      return turn()
    } finally {
      opening -= 1
    }
  }

  return {
    run: async (work) => {
      const site = await take()
      try {
        return await work(site)
      } finally {
        give(site)
      }
    },
    get limit() {
      return limit
    },
    close: async () => {
      for (const site of made.splice(0)) await site.close()
    },
  }
}
