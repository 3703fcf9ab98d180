import { z } from 'zod'
import type { Notices } from '../../model/notices.ts'
import type { LeftOutTable } from '../../transmission/left-out-tables.ts'

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
  what:
    | { kind: 'failures'; count: number; message: string }
    | { kind: 'silent'; store: WatchedStore; hours: number }
    | { kind: 'left-out'; table: string; text: string; hint: string }
}

const FAILURES = 'failures'
const LEFT_OUT = 'left out '
const silentKey = (guid: string): string => `silent ${guid}`

/**
 * What is to be told now: each occurrence once when it begins, and once when it is over. `stores` null: at a store. A store is silent
 * as of the office's last good visit, for an office that was switched off has heard of nobody. `leftOut`: tables that do not transmit.
 * `forget`: what was told and no longer matters.
 */
export function judgeOccurrences(
  notices: Notices,
  memory: NoticeMemory,
  stores: WatchedStore[] | null,
  leftOut: readonly LeftOutTable[],
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
  if (notices.leftOut) {
    for (const [table, reasons] of Map.groupBy(leftOut, (one) => one.table)) {
      const [{ hint }] = reasons as [LeftOutTable]
      const text = reasons.map((one) => one.text).join('\n')
      note(LEFT_OUT + table, true, () => false, now, { kind: 'left-out', table, text, hint })
    }
    for (const about of Object.keys(memory.told).filter((one) => one.startsWith(LEFT_OUT) && !known.has(one))) {
      const table = about.slice(LEFT_OUT.length)
      note(about, false, () => true, now, { kind: 'left-out', table, text: '', hint: '' })
    }
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
