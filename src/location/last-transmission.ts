import { endsTransmission } from './log-book.ts'
import type { LogLine } from './transmission-log.ts'

/** How the last transmission ended; null: none has, as far as these lines of the log go. */
export function lastEnd(lines: LogLine[]): { at: number; good: boolean; text: string; code: string | null } | null {
  const end = lines.findLast(endsTransmission)
  if (!end) return null
  const problems = Array.isArray(end.result?.problems) ? end.result.problems.length : 0
  return { at: end.time, good: end.level < 50 && problems === 0, text: end.msg, code: end.code ?? null }
}
