import { setTimeout as pause } from 'node:timers/promises'
import { FTPError } from 'basic-ftp'
import { type CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Connection } from './connection.ts'
import { cancelled, explainFailure, type FailureContext } from './failure.ts'
import { deadlinesOf, type SiteOptions } from './options.ts'

export const maxAttempts = 4

/**
 * The one place where operations run: one at a time, each up to four times where what failed can pass by itself, on a new
 * connection after any failure that was not a plain reply (a late reply would answer the next command otherwise).
 */
export type Persist = {
  /** `attempt` counts from 1. */
  run<T>(context: FailureContext, work: (connection: Connection, attempt: number) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export const persist = (connect: () => Promise<Connection>, options: SiteOptions, random = Math.random): Persist => {
  const firstPause = deadlinesOf(options).pause
  let current: Connection | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false

  const drop = () => {
    current?.close()
    current = undefined
  }

  const once = async <T>(work: (connection: Connection) => Promise<T>): Promise<T> => {
    if (options.signal?.aborted || closed) throw cancelled()
    try {
      if (current?.client.closed) drop()
      current ??= await connect()
      return await work(current)
    } catch (error) {
      if (!(error instanceof FTPError) || error.code === 421) drop()
      throw error
    }
  }

  const many = async <T>(context: FailureContext, work: (connection: Connection, attempt: number) => Promise<T>) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once((connection) => work(connection, attempt))
      } catch (error) {
        if (options.signal?.aborted) throw cancelled()
        const failure = explainFailure(error, context)
        if (attempt >= maxAttempts || !passesSoon(failure)) throw failure
        await rest(pauseAfter(attempt, firstPause, random()), options.signal)
      }
    }
  }

  return {
    run: (context, work) => {
      const mine = turn.then(() => many(context, work))
      turn = mine.catch(() => undefined)
      return mine
    },
    close: async () => {
      closed = true
      drop()
    },
  }
}

/** Milliseconds to wait after attempt 1, 2, 3: one, three, nine times `first`, less up to half of it by chance. */
export const pauseAfter = (attempt: number, first: number, chance: number): number =>
  Math.round(first * 3 ** (attempt - 1) * (1 - chance / 2))

/** Worth another try within seconds. An unknown host or a refused port will not have changed by then. */
const passesSoon = (failure: CentralOfficeError): boolean =>
  failure.retryable &&
  hasCode(
    failure,
    'SITE_DROPPED',
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
