import { z } from 'zod'
import type { Value } from '../../databases/database.ts'
import { openForReports, prepareReport } from './report-connection.ts'

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
        begun = { rows, columns: statement.columns().map(({ name }) => name), next: rows.next() }
      }
      if (begun === null) throw new Error('no report has begun')
      const rows: Value[][] = []
      while (rows.length < question.rows && !begun.next.done) {
        rows.push(begun.next.value)
        begun.next = begun.rows.next()
      }
      answer({ columns: begun.columns, rows, more: !begun.next.done })
    } catch (error) {
      const code = (error as { errcode?: number }).errcode ?? 0
      answer({ fault: (error as Error).message, locked: [5, 6].includes(code & 0xff) })
    }
  })
  process.on('disconnect', () => process.exit(0))
}

/** What the statement gives with `setReturnArrays`. */
type Arrays = { iterate(values: Record<string, unknown>): Iterator<Value[]> }

const answer = (given: ReportAnswer): void => void process.send?.(given)

serveReports()
