import { setTimeout as pause } from 'node:timers/promises'
import { FTPError } from 'basic-ftp'
import { type CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Connection } from './connection.ts'
import { cancelled, explainFailure, explainReason, type FailureContext } from './failure.ts'
import { deadlinesOf, type SiteOptions, stepDeadline } from './options.ts'

export const maxAttempts = 4

/** What is to be done, beside the work itself. */
export type Step = FailureContext & {
  /** Bytes to be moved at most; they lengthen the deadline of the step. */
  bytes?: number
  /** Bytes moved that need not be moved again: an attempt that added some starts the count of attempts anew. */
  kept?: () => number
}

/**
 * The one place where operations run: one at a time, each up to four times where what failed can pass by itself and until
 * its deadline, on a new connection after any failure that was not a plain reply (a late reply would answer the next
 * command otherwise). Between operations the connection is kept awake.
 */
export type Persist = {
  /** `attempt` counts from 1. */
  run<T>(step: Step, work: (connection: Connection, attempt: number) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export const persist = (connect: () => Promise<Connection>, options: SiteOptions, random = Math.random): Persist => {
  const deadlines = deadlinesOf(options)
  let current: Connection | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false
  let awake: NodeJS.Timeout | undefined

  const drop = () => {
    current?.close()
    current = undefined
  }

  const once = async <T>({ doing }: Step, until: number, work: (connection: Connection) => Promise<T>): Promise<T> => {
    if (options.signal?.aborted || closed) throw cancelled()
    try {
      if (current?.client.closed) drop()
      current ??= await connect()
      const connection = current
      return await connection.within(Math.max(1, until - performance.now()), doing, () => work(connection))
    } catch (error) {
      if (!leavesInOrder(error)) drop()
      throw error
    }
  }

  const many = async <T>(step: Step, work: (connection: Connection, attempt: number) => Promise<T>) => {
    const until = performance.now() + stepDeadline(deadlines, step.bytes ?? 0)
    let before = 0
    for (let attempt = 1, count = 1; ; attempt += 1, count += 1) {
      try {
        return await once(step, until, (connection) => work(connection, attempt))
      } catch (error) {
        if (options.signal?.aborted || closed) throw cancelled()
        const failure = explainFailure(error, step)
        const kept = step.kept?.() ?? 0
        if (kept > before) count = 1
        before = kept
        if (count >= maxAttempts || !passesSoon(failure)) throw failure
        if (options.onceOnly && current === undefined && hasCode(failure, 'SITE_TOO_MANY_CONNECTIONS')) throw failure
        const milliseconds = pauseAfter(count, deadlines.pause, random())
        if (performance.now() + milliseconds >= until) throw explainReason('timeout', step, error)
        await rest(milliseconds, options.signal)
      }
    }
  }

  /**
   * A NOOP now and then while nothing else is under way: sites and routers forget a silent connection after a minute or
   * more. Only here: a reply to a NOOP sent during a transfer could pass for the end of the transfer, so that then TCP
   * alone keeps the connection alive (see connection.ts). After a while the site is let go: the next operation connects anew.
   */
  const stayAwake = (times = Math.ceil(deadlines.awake / deadlines.idle)) => {
    clearTimeout(awake)
    if (closed || times <= 0 || current === undefined) return
    awake = setTimeout(() => {
      turn = turn.then(async () => {
        const connection = current
        if (connection === undefined || connection.client.closed) return
        try {
          await connection.command('NOOP', 'ask')
          stayAwake(times - 1)
        } catch (error) {
          // Nobody waits for this: the next operation finds a new connection, or tells what is wrong.
          if (current === connection) drop()
          options.log?.(
            `The idle connection was lost: ${explainFailure(error, { doing: 'ask', site: connection.site }).message}`,
          )
        }
      })
    }, deadlines.idle)
    awake.unref()
  }

  return {
    run: (step, work) => {
      clearTimeout(awake)
      const mine = turn.then(() => many(step, work))
      turn = mine.then(
        () => stayAwake(),
        () => stayAwake(),
      )
      return mine
    },
    close: async () => {
      closed = true
      clearTimeout(awake)
      drop()
    },
  }
}

/** Milliseconds to wait after attempt 1, 2, 3: one, three, nine times `first`, less up to half of it by chance. */
export const pauseAfter = (attempt: number, first: number, chance: number): number =>
  Math.round(first * 3 ** (attempt - 1) * (1 - chance / 2))

/** The site answered all that it was asked: the connection can be used again. A 421 announces its end. */
const leavesInOrder = (error: unknown): boolean =>
  error instanceof FTPError ? error.code !== 421 : hasCode(error, 'SITE_FORBIDDEN', 'SITE_MISSING_FILE')

/** Worth another try within seconds. An unknown host or a refused port will not have changed by then. */
const passesSoon = (failure: CentralOfficeError): boolean =>
  failure.retryable &&
  hasCode(
    failure,
    'SITE_DROPPED',
    'SITE_TLS',
    'SITE_TIMEOUT',
    'SITE_TOO_MANY_CONNECTIONS',
    'SITE_UNCLEAR_REPLY',
    'SITE_DAMAGED_FILE',
  )

const rest = async (milliseconds: number, signal: AbortSignal | undefined): Promise<void> => {
  try {
    await pause(milliseconds, undefined, signal === undefined ? {} : { signal })
  } catch {
    throw cancelled()
  }
}
