import { z } from 'zod'
import type { Notices } from '../../model/notices.ts'

const HOUR = 3_600_000

/** What is remembered between two looks. Times are milliseconds since 1970. */
export const NoticeMemory = z.object({
  /** Transmissions that failed one after the other. */
  failures: z.int().min(0),
  lastFailure: z.string(),
  /** End of the last transmission that did not fail: what is known of the stores is as of then. */
  lastGood: z.number().nullable(),
  /** What was told and is not over, by what it is about: since when. */
  told: z.record(z.string(), z.number()),
})
export type NoticeMemory = z.infer<typeof NoticeMemory>

export const nothingYet = (): NoticeMemory => ({ failures: 0, lastFailure: '', lastGood: null, told: {} })

export type WatchedStore = { guid: string; number: string; name: string; ignored: boolean; lastContact: number | null }

/** Something to tell: it has begun, or is well again. `about`: tells occurrences apart. */
export type Occurrence = {
  about: string
  state: 'begun' | 'well'
  since: number
  what: { kind: 'failures'; count: number; message: string } | { kind: 'silent'; store: WatchedStore; hours: number }
}

const FAILURES = 'failures'
const silentKey = (guid: string): string => `silent ${guid}`

/**
 * What is to be told now: each occurrence once when it begins, and once when it is over. `stores` null: at a store. A store is silent
 * as of the office's last good visit, for an office that was switched off has heard of nobody. `forget`: what was told and
 * is nobody's concern any more.
 */
export function judgeOccurrences(
  notices: Notices,
  memory: NoticeMemory,
  stores: WatchedStore[] | null,
  now: number,
): { tell: Occurrence[]; forget: string[] } {
  const tell: Occurrence[] = []
  const known = new Set<string>()
  const note = (
    about: string,
    isSo: boolean,
    isOver: (told: number) => boolean,
    since: number,
    what: Occurrence['what'],
  ) => {
    known.add(about)
    const told = memory.told[about]
    if (isSo && told === undefined) tell.push({ about, state: 'begun', since, what })
    if (told !== undefined && isOver(told)) tell.push({ about, state: 'well', since: told, what })
  }
  const { failures, lastFailure, lastGood } = memory
  if (notices.failures !== null)
    note(FAILURES, failures >= notices.failures, () => failures === 0, now, {
      kind: 'failures',
      count: failures,
      message: lastFailure,
    })
  const silence = notices.silentHours
  if (silence !== null)
    for (const store of stores ?? []) {
      if (store.ignored || store.lastContact === null) continue
      const { lastContact } = store
      const isSo = (lastGood ?? 0) - lastContact > silence * HOUR
      // Heard of since: a longer time that is waited for now says nothing.
      const isOver = (told: number) => !isSo && lastContact > told
      const hours = Math.max(0, Math.floor((now - lastContact) / HOUR))
      note(silentKey(store.guid), isSo, isOver, lastContact, { kind: 'silent', store, hours })
    }
  return { tell, forget: Object.keys(memory.told).filter((about) => !known.has(about)) }
}

/** A transmission has ended; one that was cancelled says nothing. */
export function noteEnd(
  memory: NoticeMemory,
  ended: { outcome: 'completed' | 'problems' | 'failed' | 'cancelled'; message: string; endedAt: number },
): NoticeMemory {
  if (ended.outcome === 'cancelled') return memory
  if (ended.outcome === 'failed') return { ...memory, failures: memory.failures + 1, lastFailure: ended.message }
  return { ...memory, failures: 0, lastFailure: '', lastGood: ended.endedAt }
}
