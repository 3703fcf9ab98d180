import type { VisitResult } from '../model/visit-event.ts'
import type { Transmission } from '../web/contract/transmission.ts'

type Moved = Pick<VisitResult, 'received' | 'sent' | 'conflicts' | 'parked'>

/** What a transmission moved, for one line; null where it found nothing to do. */
export function movedText({ received, sent, conflicts, parked }: Moved, milliseconds: number): string | null {
  if (received.payloads + sent.payloads === 0) return null
  const parts = [
    `received ${received.rows} rows`,
    `sent ${sent.rows} rows in ${Math.ceil(sent.bytes / 1000)} kB`,
    conflicts > 0 ? `${conflicts} values in conflict` : '',
    parked > 0 ? `${parked} rows held` : '',
    `${milliseconds} ms`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}

/** The lines about a transmission that the pages have carried out. */
export function transmissionLines(done: Transmission): string[] {
  const moved = movedText(done, done.endedAt - done.startedAt)
  const failed = done.outcome === 'failed' ? [`${done.message} ${done.hint}`] : []
  return [...(moved === null ? [] : [moved]), ...failed, ...problemLines(done.problems)]
}

export const problemLines = (problems: { message: string; hint: string }[]): string[] =>
  problems.map(({ message, hint }) => `${message} ${hint}`)
