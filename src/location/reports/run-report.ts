import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Value } from '../../databases/database.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import type { ReportFile } from './report-file.ts'
import { reportRefused } from './report-list.ts'
import type { ReportAnswer, ReportQuestion } from './report-process.ts'

/** Reports that run at the same time; others wait. */
const AT_ONCE = 2
const HEAP_MB = 256

export type ReportRows = { columns: string[]; rows: Value[][]; more: boolean }

export type RunOptions = {
  /** Milliseconds it may reckon, each time it is asked for rows. Default: 30,000. */
  timeLimit?: number
  signal?: AbortSignal
}

type Values = Record<string, null | string | number | bigint>

/** A report that runs; rows are asked for as they are wanted. To be closed. */
export class RunningReport {
  readonly #process: ChildProcess
  readonly #name: string
  readonly #options: RunOptions
  readonly #leave: () => void

  private constructor(process: ChildProcess, name: string, options: RunOptions, leave: () => void) {
    this.#process = process
    this.#name = name
    this.#options = options
    this.#leave = leave
  }

  /** Starts a report on a database, and gives its first rows. Errors: REPORT_REFUSED, REPORT_TOO_SLOW, DATABASE_LOCKED, CANCELLED. */
  static async start(
    report: ReportFile,
    asked: { database: string; values: Values; rows: number },
    options: RunOptions = {},
  ): Promise<{ running: RunningReport; first: ReportRows }> {
    const leave = await enter(options.signal)
    const process = fork(
      new URL(`./report-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
      [],
      {
        serialization: 'advanced',
        windowsHide: true,
        execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${HEAP_MB}`],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    )
    const running = new RunningReport(process, report.name, options, leave)
    try {
      return { running, first: await running.#ask({ ...asked, sql: report.sql, busyTimeout: 2_000 }) }
    } catch (error) {
      running.close()
      throw error
    }
  }

  /** The next rows: as many as asked for, or fewer where they are large. Errors: as `start`. */
  next(rows: number): Promise<ReportRows> {
    return this.#ask({ rows })
  }

  close(): void {
    this.#process.kill('SIGKILL')
    this.#leave()
  }

  async #ask(question: ReportQuestion): Promise<ReportRows> {
    const { timeLimit = 30_000, signal } = this.#options
    const stop = new AbortController()
    const limit = setTimeout(() => stop.abort(), timeLimit)
    const ended = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])])
    try {
      ended.throwIfAborted()
      const gone = once(this.#process, 'exit', { signal: ended }).then(([code, signal]) => {
        throw reportRefused(this.#name, whyGone(code, signal))
      })
      const answered = once(this.#process, 'message', { signal: ended })
      for (const either of [gone, answered]) either.catch(() => undefined) // whichever comes too late
      this.#process.send(question, (error) => error && this.#process.kill('SIGKILL'))
      const [answer] = (await Promise.race([answered, gone])) as [ReportAnswer]
      if ('fault' in answer) throw answer.locked ? locked() : reportRefused(this.#name, answer.fault)
      return answer
    } catch (error) {
      if (stop.signal.aborted) throw tooSlow(this.#name, timeLimit)
      if (signal?.aborted) throw cancelled()
      throw error
    } finally {
      clearTimeout(limit)
      stop.abort()
    }
  }
}

/** V8 ends a process that is out of memory with SIGABRT, on Windows with one of these codes. */
const whyGone = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === 'SIGABRT' || [134, 0x80000003, 0xc0000409].includes((code ?? 0) >>> 0)
    ? `its rows took more than the ${HEAP_MB} MB of memory that a report may take`
    : `its process broke down (${signal ?? code})`

let inside = 0
const waiting: (() => void)[] = []

/** Waits for its turn; gives back how to leave, which may be called twice. */
async function enter(signal: AbortSignal | undefined): Promise<() => void> {
  if (inside >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  inside += 1
  let left = false
  const leave = () => {
    if (left) return
    left = true
    inside -= 1
    waiting.shift()?.()
  }
  if (!signal?.aborted) return leave
  leave()
  throw cancelled()
}

const tooSlow = (name: string, limit: number): CentralOfficeError =>
  new CentralOfficeError(
    'REPORT_TOO_SLOW',
    `The report ${name} took longer than ${Math.round(limit / 1000)} seconds.`,
    {
      hint: 'Choose a shorter time or one store, or make its SQL simpler.',
    },
  )

const cancelled = (): CentralOfficeError =>
  new CentralOfficeError('CANCELLED', 'The report was given up.', { hint: 'Run it again.', retryable: true })

const locked = (): CentralOfficeError =>
  new CentralOfficeError('DATABASE_LOCKED', 'Another program keeps the database locked.', {
    hint: 'Run the report again in a moment.',
    retryable: true,
  })
