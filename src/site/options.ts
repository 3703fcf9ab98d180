/** How long each step may take, in milliseconds, before the connection is given up. */
export type Deadlines = {
  /** Name look-up, connection, greeting and TLS handshake together. Lower than 5 s fails on slow shop lines. */
  connect: number
  /** One command and its reply. */
  command: number
  /** No byte moving in a transfer that is waiting for the site. */
  dataIdle: number
  /** Pause before the second attempt; each further pause is three times as long. Jitter takes off up to half. */
  pause: number
}

export const defaultDeadlines = {
  connect: 20_000,
  command: 30_000,
  dataIdle: 60_000,
  pause: 1_000,
} as const satisfies Deadlines

export type SiteOptions = {
  /** Ends whatever is under way with CANCELLED, and closes the connection. */
  signal?: AbortSignal | undefined
  deadlines?: Partial<Deadlines> | undefined
  /** A certificate authority to trust besides the usual ones (PEM). For tests and the demo. */
  extraCa?: string | undefined
  /** Gets each line of the protocol, secrets masked. */
  log?: ((line: string) => void) | undefined
}

export const deadlinesOf = (options: SiteOptions): Deadlines => ({ ...defaultDeadlines, ...options.deadlines })
