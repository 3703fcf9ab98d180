import { z } from 'zod'
import { ErrorBody } from './error-body.ts'
import { ProbeResult, ProbeStep } from './site.ts'
import { LogLine, Transmission, VisitStep } from './transmission.ts'
import { Time } from './words.ts'

/** Where the running transmission is. Held by the server, so that a reload loses nothing. */
export const Progress = z.strictObject({
  step: VisitStep,
  /** At the office: number of the store it is about, '' = none. */
  store: z.string(),
  /** The status line. */
  text: z.string(),
  /** Null: there is nothing to count in this step. */
  bar: z.strictObject({ done: z.number(), total: z.number(), unit: z.enum(['bytes', 'payloads']) }).nullable(),
  /** Units of the bar a second, over the last seconds; null = not known. */
  rate: z.number().nullable(),
})
export type Progress = z.infer<typeof Progress>

export const LiveState = z.strictObject({
  /** The one that runs now. */
  transmission: z
    .strictObject({ id: z.string(), startedAt: Time, cancelling: z.boolean(), progress: Progress })
    .nullable(),
  /** The last one that ended since the program started. */
  last: Transmission.nullable(),
  /** The Test Connection that runs now, or ended last; `result` and `error` null: it runs. */
  probe: z
    .strictObject({
      id: z.string(),
      steps: z.array(ProbeStep),
      result: ProbeResult.nullable(),
      error: ErrorBody.nullable(),
    })
    .nullable(),
  /** Number of the last line of the log; 0 = there is none. */
  lastLine: z.int(),
})
export type LiveState = z.infer<typeof LiveState>

/** What pages may have cached and should ask for again. */
export const Changed = z.enum([
  'home',
  'setup',
  'site',
  'stores',
  'conflicts',
  'replica-setup',
  'transmissions',
  'data',
  'reports',
  'parked',
  'own-tables',
])
export type Changed = z.infer<typeof Changed>

/**
 * What comes over `/api/events` (server-sent events; every one is named `message`, its data this as JSON). First the present
 * `state`; then `log` lines after the id that the browser names (Last-Event-ID, or `?after=`), or the last 200; then what
 * happens. The id of an event is the number of the last line of the log that was sent.
 */
export const ServerEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('state'), state: LiveState }),
  z.strictObject({ type: z.literal('progress'), id: z.string(), progress: Progress }),
  z.strictObject({ type: z.literal('log'), lines: z.array(LogLine) }),
  z.strictObject({ type: z.literal('ended'), transmission: Transmission }),
  z.strictObject({ type: z.literal('probe'), id: z.string(), step: ProbeStep }),
  z.strictObject({
    type: z.literal('probe-ended'),
    id: z.string(),
    result: ProbeResult.nullable(),
    error: ErrorBody.nullable(),
  }),
  z.strictObject({ type: z.literal('changed'), what: z.array(Changed) }),
  /** The session has ended: sign in again. */
  z.strictObject({ type: z.literal('signed-out') }),
])
export type ServerEvent = z.infer<typeof ServerEvent>
