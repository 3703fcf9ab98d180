import { appendFileSync, createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Logger, pino } from 'pino'
import { z } from 'zod'
import type { VisitEvent, VisitResult } from '../model/visit-event.ts'
import type { Home } from '../settings/home.ts'
import type { Settings } from '../settings/settings.ts'

export const LOG_FILE = /^\d{4}-\d\d\.log$/

/** One line of the log. Times are milliseconds since 1970. */
const LogLine = z.looseObject({
  level: z.number(),
  time: z.number(),
  msg: z.string(),
  step: z.string().optional(),
  store: z.string().optional(),
  code: z.string().optional(),
  hint: z.string().optional(),
  /** Which transmission it is of. */
  transmission: z.string().optional(),
  result: z.looseObject({}).optional(),
})
export type LogLine = z.infer<typeof LogLine>

type LogOptions = {
  /** Id of the transmission, which goes into every line. */
  transmission?: string
  now?: Date
  /** Told once if a line cannot be written. A full disk stops nothing that could go on. */
  failed?: (error: Error) => void
}

/**
 * Writes what happens at a location into `log/YYYY-MM.log` of its home folder, one JSON object a line. No file stays open: there are
 * many such logs in the life of a process, and nothing has to be closed.
 */
export class TransmissionLog {
  readonly #logger: Logger

  constructor(home: Home, level: Settings['logLevel'], { transmission, now = new Date(), failed }: LogOptions = {}) {
    let file: string | null = null
    let told = false
    // Written at once, so that the last line before a crash is there.
    const write = (line: string) => {
      try {
        file ??= fileFor(home, now)
        appendFileSync(file, line, { mode: 0o600 })
      } catch (error) {
        if (!told) failed?.(error as Error)
        told = true
      }
    }
    this.#logger = pino({ base: transmission === undefined ? null : { transmission }, level }, { write })
  }

  event({ level, text, progress, ...about }: VisitEvent): void {
    if (progress === undefined) this.#logger[level](about, text)
  }

  done(result: VisitResult): void {
    this.#logger.info({ step: 'done', result }, result.problems.length ? 'completed with problems' : 'completed')
  }

  failed(error: unknown): void {
    const { message, code, hint } = error as { message: string; code?: string; hint?: string }
    this.#logger.error({ step: 'done', code, hint }, message)
  }

  /** Something that belongs to no transmission. */
  note(level: 'info' | 'warn', text: string, about: { code?: string; hint?: string } = {}): void {
    this.#logger[level](about, text)
  }

  debug(text: string): void {
    this.#logger.debug(text)
  }
}

/**
 * The file for what happens now. After a clock was ahead it is the file of that month until it comes: lines stand in the order in which
 * they were written, and their numbers only grow.
 */
function fileFor(home: Home, now: Date): string {
  if (!existsSync(home.log)) mkdirSync(home.log, { mode: 0o700 })
  const name = `${now.toISOString().slice(0, 7)}.log`
  const newest = readdirSync(home.log)
    .filter((other) => LOG_FILE.test(other))
    .reduce((one, other) => (other > one ? other : one), name)
  return join(home.log, newest)
}

/** The last `count` lines of a location's log, oldest first. Lines that are not whole are left out. */
export async function readLog(home: Home, count: number): Promise<LogLine[]> {
  const files = (await readdir(home.log)).filter((name) => LOG_FILE.test(name)).sort()
  let lines: LogLine[] = []
  for (const name of files.reverse()) {
    const found: LogLine[] = []
    for await (const line of createInterface({ input: createReadStream(join(home.log, name)) })) {
      const parsed = parseLogLine(line)
      if (parsed) found.push(parsed)
      if (found.length > count) found.shift()
    }
    lines = [...found, ...lines].slice(-count)
    if (lines.length >= count) break
  }
  return lines
}

export function parseLogLine(line: string): LogLine | null {
  try {
    return LogLine.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null // cut off by a crash
  }
}
