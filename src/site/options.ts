import type { SiteHabits } from './habits.ts'

/** How long each step may take, in milliseconds, before the connection is given up. */
export type Deadlines = {
  /** Name look-up, connection, greeting and TLS handshake together. Lower than 5 s fails on slow shop lines. */
  connect: number
  /** One command and its reply. */
  command: number
  /** No byte moving in a transfer that is waiting for the site. */
  dataIdle: number
  /**
   * One operation with all its attempts and pauses, the bytes aside: each byte of a file allows `perByte` more. It ends
   * what never stands still and never gets done either.
   */
  step: number
  /** 1/4 is 4 KB a second: slower than any line that is worth waiting for. */
  perByte: number
  /** Pause before the second attempt; each further pause is three times as long. Jitter takes off up to half. */
  pause: number
  /** Silence between two operations after which the connection is kept awake (NOOP). */
  idle: number
  /** How long a connection without work is kept awake; then it is left to the site to end it. */
  awake: number
}

export const defaultDeadlines = {
  connect: 20_000,
  command: 30_000,
  dataIdle: 60_000,
  step: 240_000,
  perByte: 1 / 4,
  pause: 1_000,
  idle: 25_000,
  awake: 1_800_000,
} as const satisfies Deadlines

export type SiteOptions = {
  /** Ends whatever is under way with CANCELLED, and closes the connection. */
  signal?: AbortSignal | undefined
  deadlines?: Partial<Deadlines> | undefined
  /** A certificate authority to trust besides the usual ones (PEM). For tests and the demo. */
  extraCa?: string | undefined
  /** What was found out about the site before (`Site.habits`); saves round trips. */
  habits?: SiteHabits | undefined
  /** Signing in is tried once where the site says that too many are connected, instead of waiting for a free place. */
  onceOnly?: boolean | undefined
  /** Gets each line of the protocol, secrets masked. */
  log?: ((line: string) => void) | undefined
}

export const deadlinesOf = (options: SiteOptions): Deadlines => ({ ...defaultDeadlines, ...options.deadlines })

/** Milliseconds an operation that moves so many bytes may take. A timer takes no more than 2^31 - 1. */
export const stepDeadline = ({ step, perByte }: Deadlines, bytes: number): number =>
  Math.min(step + bytes * perByte, 2 ** 31 - 1)
