import { z } from 'zod'
import { Time } from './words.ts'

export const VisitStep = z.enum(['connect', 'receive', 'import', 'export', 'send', 'done'])
export type VisitStep = z.infer<typeof VisitStep>

export const TransmitRequest = z.strictObject({
  /** This computer replaces the one that transmitted before and is gone for good. */
  takeOver: z.boolean().optional(),
})
export type TransmitRequest = z.infer<typeof TransmitRequest>

export const TransmitStarted = z.strictObject({ id: z.string() })
export type TransmitStarted = z.infer<typeof TransmitStarted>

export const Moved = z.strictObject({ payloads: z.int(), rows: z.int(), bytes: z.int() })

export const Problem = z.strictObject({
  /** At the office: number of the store it is about. */
  store: z.string().optional(),
  code: z.string(),
  message: z.string(),
  hint: z.string(),
})
export type Problem = z.infer<typeof Problem>

/** `failed`: nothing or only a part was done, see `message`. `problems`: all was done but what `problems` names. */
export const Transmission = z.strictObject({
  id: z.string(),
  startedAt: Time,
  endedAt: Time,
  outcome: z.enum(['completed', 'problems', 'failed', 'cancelled']),
  message: z.string(),
  code: z.string().nullable(),
  hint: z.string(),
  received: Moved,
  sent: Moved,
  conflicts: z.int(),
  parked: z.int(),
  problems: z.array(Problem),
})
export type Transmission = z.infer<typeof Transmission>

/** One day of the activity calendar, by the clock of the location's place. */
export const Day = z.strictObject({
  /** YYYY-MM-DD */
  day: z.string(),
  transmissions: z.int(),
  failures: z.int(),
  receivedRows: z.int(),
  sentRows: z.int(),
})
export type Day = z.infer<typeof Day>

export const MonthQuery = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month looks like 2026-03'),
})

/** Days on which something was transmitted, oldest first; and every transmission of the month, newest first. */
export const Activity = z.strictObject({
  month: z.string(),
  days: z.array(Day),
  transmissions: z.array(Transmission),
})
export type Activity = z.infer<typeof Activity>

/** One line of the log. Numbers grow with time, survive a restart and have gaps. */
export const LogLine = z.strictObject({
  number: z.int(),
  at: Time,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  step: z.string(),
  /** At the office: number of the store it is about, '' = none. */
  store: z.string(),
  text: z.string(),
  code: z.string(),
  hint: z.string(),
  /** Of which transmission; '' = of none, or from before they were told apart. */
  transmission: z.string(),
})
export type LogLine = z.infer<typeof LogLine>

export const LogQuery = z.object({
  /** Lines with higher numbers only. Left out: the last lines. */
  after: z.coerce.number().int().min(0).optional(),
  /** Words that stand in the line; several all have to. */
  filter: z.string().max(200).optional(),
  level: z.enum(['debug', 'info', 'warn', 'error']).optional(),
  limit: z.coerce.number().int().min(1).max(2000).optional(),
})
export type LogQuery = z.input<typeof LogQuery>

/** Oldest first. `more`: ask again with `after` = the last number. */
export const Log = z.strictObject({ lines: z.array(LogLine), more: z.boolean() })
export type Log = z.infer<typeof Log>

export const TransmissionLogLines = z.strictObject({
  transmission: Transmission.nullable(),
  lines: z.array(LogLine),
})
export type TransmissionLogLines = z.infer<typeof TransmissionLogLines>
