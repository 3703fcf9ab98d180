import { z } from 'zod'
import type { NumberedLine } from '../../location/log-book.ts'
import { Moved, Problem, type Transmission } from '../contract/transmission.ts'
import { withoutCommands } from '../http/page-hints.ts'

/** What the last line of a transmission keeps of its result; lines of older versions may lack parts. */
const Result = z.object({
  received: Moved.catch({ payloads: 0, rows: 0, bytes: 0 }),
  sent: Moved.catch({ payloads: 0, rows: 0, bytes: 0 }),
  conflicts: z.int().catch(0),
  parked: z.int().catch(0),
  problems: z.array(Problem).catch([]),
  milliseconds: z.number().catch(0),
})

/** A transmission by the line of the log with which it ended. */
export function transmissionOf(end: NumberedLine): Transmission {
  const result = Result.parse(end.result ?? {})
  const { received, sent, conflicts, parked, problems } = result
  const id = end.transmission ?? `line-${end.number}`
  return {
    id,
    startedAt: beginOf(id) ?? end.time - Math.round(result.milliseconds),
    endedAt: end.time,
    outcome:
      end.level >= 50
        ? end.code === 'CANCELLED'
          ? 'cancelled'
          : 'failed'
        : problems.length > 0
          ? 'problems'
          : 'completed',
    message: end.msg,
    code: end.code ?? null,
    hint: withoutCommands(end.hint ?? ''),
    received,
    sent,
    conflicts,
    parked,
    problems: problems.map((problem) => ({ ...problem, hint: withoutCommands(problem.hint) })),
  }
}

const ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-/

/** The id tells when it began. */
const beginOf = (id: string): number | null => {
  const parts = ID.exec(id)
  if (parts === null) return null
  const [, year, month, day, hour, minute, second, millisecond] = parts.map(Number)
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, millisecond)
}
