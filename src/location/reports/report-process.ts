import { z } from 'zod'
import type { Value } from '../../databases/database.ts'
import { LONGEST_VALUE, openForReports, prepareReport } from './report-connection.ts'

/** So many bytes of values make an answer full, whatever the rows asked for: the next answer goes on. */
const FULL = 16 * 1024 * 1024

/** What this process is asked: to begin, then for more rows. `rows`: how many at most in the answer. */
export const ReportQuestion = z.union([
  z.object({
    database: z.string(),
    sql: z.string(),
    values: z.record(z.string(), z.union([z.null(), z.string(), z.number(), z.bigint()])),
    busyTimeout: z.number(),
    rows: z.int(),
  }),
  z.object({ rows: z.int() }),
])
export type ReportQuestion = z.infer<typeof ReportQuestion>

export type ReportAnswer = { columns: string[]; rows: Value[][]; more: boolean } | { fault: string; locked: boolean }

/**
 * Runs one report in a process of its own: SQLite cannot be stopped in the middle of a statement, a process can. It writes
 * nothing, so that nothing is left behind when it is killed.
 */
function serveReports(): void {
  let begun: { rows: Iterator<Value[]>; columns: string[]; next: IteratorResult<Value[]> } | null = null
  process.on('message', (message) => {
    const question = ReportQuestion.parse(message)
    try {
      if ('sql' in question) {
        const statement = prepareReport(openForReports(question.database, question.busyTimeout), question.sql)
        const rows = (statement as unknown as Arrays).iterate(question.values)
        begun = { rows, columns: statement.columns().map(({ name }) => name), next: nextOf(rows) }
      }
      if (begun === null) throw new Error('no report has begun')
      const rows: Value[][] = []
      for (let bytes = 0; rows.length < question.rows && bytes < FULL && !begun.next.done; ) {
        rows.push(begun.next.value)
        bytes += begun.next.value.reduce((sum: number, value) => sum + sizeOf(value), 0)
        begun.next = nextOf(begun.rows)
      }
      answer({ columns: begun.columns, rows, more: !begun.next.done })
    } catch (error) {
      const code = (error as { errcode?: number }).errcode ?? 0
      answer({ fault: faultText(code & 0xff, error as Error), locked: [5, 6].includes(code & 0xff) })
    }
  })
  process.on('disconnect', () => process.exit(0))
}

/** Node gives nothing at all instead of a row whose text is longer than it can hold. */
function nextOf(rows: Iterator<Value[]>): IteratorResult<Value[]> {
  const next: IteratorResult<Value[]> | undefined = rows.next()
  if (next === undefined) throw new Error(TOO_LONG)
  return next
}

const sizeOf = (value: Value): number => (typeof value === 'string' || value instanceof Uint8Array ? value.length : 8)

const TOO_LONG = `a value in it is longer than ${LONGEST_VALUE / 1024 / 1024} MB`

/** https://sqlite.org/rescode.html : 7 is SQLITE_NOMEM, 18 is SQLITE_TOOBIG. */
const faultText = (code: number, { message }: Error): string =>
  code === 18 ? TOO_LONG : code === 7 ? 'there is not enough memory for it' : message

/** What the statement gives with `setReturnArrays`. */
type Arrays = { iterate(values: Record<string, unknown>): Iterator<Value[]> }

const answer = (given: ReportAnswer): void => void process.send?.(given)

serveReports()
