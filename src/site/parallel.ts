import { hasCode } from '../model/errors.ts'
import type { SiteSettings } from '../model/site-settings.ts'
import { concernsFile } from './failure.ts'
import { connectToSite } from './ftp-site.ts'
import type { SiteOptions } from './options.ts'
import type { Site } from './site.ts'

export type ParallelOptions = SiteOptions & {
  /** Connections at once at most, the given one counted. Too high: other locations may find the site full. */
  most?: number | undefined
  /** So many pieces of work must be waiting before a further connection is made: signing in takes as long as some files do. */
  worthwhile?: number | undefined
}

/** Several connections to one site, for files that do not depend on each other. */
export type ParallelSites = {
  /**
   * Does `work` on a connection nobody else uses meanwhile; where all are busy it waits for its turn, first come, first
   * served. Work that is cut off with its connection is begun anew, once, on another one: it must bear being done twice.
   * Errors are those of `work`. A further connection that cannot be made is no error: it goes on with those there are.
   */
  run<T>(work: (site: Site) => Promise<T>): Promise<T>
  /** Connections at once, as far as is known: `most`, or fewer once the site refused or lost one. */
  readonly limit: number
  /** Control-connection round trips of the connections made here. */
  readonly roundTrips: number
  /** Closes the connections made here; the given one stays open. */
  close(): Promise<void>
}

const defaults = { most: 4, worthwhile: 4 } as const satisfies ParallelOptions

/**
 * Makes no connection yet: that happens beside the work, once enough of it waits. `first` is the connection there is
 * already; it must be signed in with the same settings. Work given to `run` must not wait for other such work.
 */
export const openParallel = (
  first: Site,
  settings: SiteSettings,
  password: string,
  options: ParallelOptions = {},
): ParallelSites => {
  const worthwhile = options.worthwhile ?? defaults.worthwhile
  const made: Site[] = []
  const usable = new Set([first])
  const idle = [first]
  const waiting: ((site: Site) => void)[] = []
  let opening: Promise<void> | null = null
  let limit = Math.max(1, Math.min(options.most ?? defaults.most, first.habits.connections ?? Number.POSITIVE_INFINITY))
  const ended = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal

  const give = (site: Site): void => {
    const next = waiting.shift()
    if (next === undefined) idle.push(site)
    else next(site)
  }

  const take = (): Promise<Site> => {
    const free = idle.pop()
    if (free !== undefined) return Promise.resolve(free)
    const turn = new Promise<Site>((resolve) => waiting.push(resolve))
    growIfWorthwhile()
    return turn
  }

  /** One at a time: sites take it ill when many sign in at once. */
  const growIfWorthwhile = (): void => {
    if (ended.signal.aborted || opening !== null || usable.size >= limit || waiting.length < worthwhile) return
    opening = grow().finally(() => {
      opening = null
      growIfWorthwhile()
    })
  }

  const grow = async (): Promise<void> => {
    try {
      const site = await connectToSite(settings, password, {
        ...options,
        habits: first.habits,
        onceOnly: true,
        signal,
      })
      made.push(site)
      usable.add(site)
      give(site)
    } catch (error) {
      limit = usable.size
      options.log?.(`The visit goes on with ${limit} connection(s). ${(error as Error).message}`)
    }
  }

  /** True where others are left to do the work. */
  const giveUp = async (site: Site): Promise<boolean> => {
    if (usable.size === 1) return false
    usable.delete(site)
    limit = Math.min(limit, usable.size)
    if (site !== first) await site.close()
    return true
  }

  return {
    run: async (work) => {
      for (let again = false; ; again = true) {
        const site = await take()
        try {
          const result = await work(site)
          give(site)
          return result
        } catch (error) {
          if (!again && isLost(error) && (await giveUp(site))) continue
          give(site)
          throw error
        }
      }
    },
    get limit() {
      return limit
    },
    get roundTrips() {
      return made.reduce((sum, site) => sum + site.roundTrips, 0)
    },
    close: async () => {
      for (const site of made) await site.close()
      ended.abort()
      await opening
    },
  }
}

/** What may be the fault of one connection, after all its attempts. */
const isLost = (error: unknown): boolean =>
  hasCode(error, 'SITE_TOO_MANY_CONNECTIONS', 'SITE_DROPPED', 'SITE_TIMEOUT', 'SITE_REFUSED', 'SITE_LOGIN') &&
  !concernsFile(error)
