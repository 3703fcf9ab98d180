import type { ErrorCode } from './errors.ts'

/** The steps of a transmission, in the order they come. */
export type VisitStep = 'connect' | 'receive' | 'import' | 'export' | 'send' | 'done'

/** What a transmission tells while it runs: the log's lines and the progress of the Transmit page. Holds no user's value. */
export type VisitEvent = {
  step: VisitStep
  level: 'info' | 'warn'
  /** One line for a person. */
  text: string
  /** The store it is about, at the office. */
  store?: string
  /** Only shows that work goes on; not for the log. */
  progress?: { done: number; total: number; unit: 'bytes' | 'payloads' }
  code?: ErrorCode
  hint?: string
}

/** What a transmission did. */
export type VisitResult = {
  received: { payloads: number; rows: number; bytes: number }
  sent: { payloads: number; rows: number; bytes: number }
  conflicts: number
  /** Rows that a constraint of this database keeps out for now. */
  parked: number
  /** What could not be done; the rest was. */
  problems: { store?: string; code: ErrorCode; message: string; hint: string }[]
  /** Tables that the replica setup wants and that do not transmit, each with the reason. */
  leftOut: { table: string; code: string; text: string; hint: string }[]
  roundTrips: number
  milliseconds: number
}
