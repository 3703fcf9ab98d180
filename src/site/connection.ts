import { TLSSocket } from 'node:tls'
import { type Client, FTPError, type FTPResponse } from 'basic-ftp'
import type { CentralOfficeError } from '../model/errors.ts'
import type { SiteSettings } from '../model/site-settings.ts'
import { activeMode } from './active-mode.ts'
import { type CertificateFacts, certificateOf, tlsOptionsOf, verifyCertificate } from './certificate.ts'
import { concealed, concealInRefusals } from './conceal-password.ts'
import type { DataMode } from './data-mode.ts'
import { cancelled, explainReason } from './failure.ts'
import { type Gate, gateTransfers } from './gate.ts'
import { type SiteHabits, unknownHabits } from './habits.ts'
import { type Deadlines, deadlinesOf, type SiteOptions } from './options.ts'
import { passiveMode } from './passive-mode.ts'
import type { Doing } from './reasons.ts'
import { SiteClient } from './site-client.ts'

/** One control connection: connected, encrypted, signed in and entered step by step (see sign-in.ts). */
export type Connection = {
  readonly client: Client
  readonly gate: Gate
  readonly portAhead: DataMode['ahead']
  readonly deadlines: Deadlines
  readonly habits: SiteHabits
  readonly site: string
  /** Ends with the deadline's or the stop's error whatever `work` is waiting for, and closes the connection then. */
  within<T>(milliseconds: number, doing: Doing, work: () => Promise<T>): Promise<T>
  /** Sends one command; an error reply is thrown as FTPError. */
  command(line: string, doing: Doing): Promise<FTPResponse>
  /** As `command`, but hands an error reply back instead of throwing it. */
  ask(line: string, doing: Doing): Promise<FTPResponse>
  certificate(): CertificateFacts | null
  close(): void
}

export type RoundTrips = { count: number }

const keepAliveMs = 30_000

/** Makes an unconnected connection. `options.signal` closes it for as long as it lives. */
export const newConnection = (
  settings: SiteSettings,
  password: string,
  options: SiteOptions,
  habits: SiteHabits = unknownHabits(),
  trips: RoundTrips = { count: 0 },
): Connection => {
  const deadlines = deadlinesOf(options)
  const site = siteName(settings)
  const client = new SiteClient(deadlines.dataIdle)
  const { ftp } = client
  ftp.log = (line) => options.log?.(shortened(concealed(line, password)))
  concealInRefusals(client, password)
  countRoundTrips(client, trips)
  tuneSocket(client)
  const verify = (socket: TLSSocket) => void verifyCertificate(socket, settings)
  const dataMode = settings.passive ? passiveMode(verify, habits, deadlines.connect) : activeMode(verify, settings)
  const gate = gateTransfers(client, dataMode, habits)

  const ended = Promise.withResolvers<never>()
  ended.promise.catch(() => undefined)
  const end = (error: CentralOfficeError) => {
    ended.reject(error)
    ftp.closeWithError(error)
  }
  const stop = () => end(cancelled())
  options.signal?.addEventListener('abort', stop, { once: true })
  if (options.signal?.aborted) stop()

  const within = async <T>(milliseconds: number, doing: Doing, work: () => Promise<T>): Promise<T> => {
    const timer = setTimeout(() => end(explainReason('timeout', { doing, site })), milliseconds)
    try {
      return await Promise.race([work(), ended.promise])
    } finally {
      clearTimeout(timer)
    }
  }

  const command = (line: string, doing: Doing) => within(deadlines.command, doing, () => client.send(line))

  return {
    client,
    gate,
    portAhead: dataMode.ahead,
    deadlines,
    habits,
    site,
    within,
    command,
    ask: async (line, doing) => {
      try {
        return await command(line, doing)
      } catch (error) {
        // A 421 announces the end of the connection: never an answer to be weighed.
        if (error instanceof FTPError && error.code !== 421) return { code: error.code, message: error.message }
        throw error
      }
    },
    certificate: () => (ftp.socket instanceof TLSSocket ? certificateOf(ftp.socket) : null),
    close: () => {
      options.signal?.removeEventListener('abort', stop)
      client.close()
    },
  }
}

/** Connects, encrypts and checks the certificate: after this, and not before, a password may be sent. Gives the greeting. */
export const dial = async (connection: Connection, settings: SiteSettings, extraCa?: string): Promise<string> => {
  const { client, deadlines, within } = connection
  const tls = tlsOptionsOf(settings, extraCa)
  const implicit = settings.tls === 'implicit'
  const greeting = await within(deadlines.connect, 'connect', () =>
    implicit
      ? client.connectImplicitTLS(settings.host, settings.port, tls)
      : client.connect(settings.host, settings.port),
  )
  return greeting.message
}

/** Turns the plain connection into an encrypted one where the settings ask for it, and judges the certificate. */
export const encrypt = async (connection: Connection, settings: SiteSettings, extraCa?: string): Promise<void> => {
  if (settings.tls === 'off') return
  const { client, deadlines, within } = connection
  if (settings.tls === 'explicit') {
    await within(deadlines.connect, 'secure', () => client.useTLS(tlsOptionsOf(settings, extraCa)))
  }
  const { socket } = client.ftp
  if (!(socket instanceof TLSSocket)) throw explainReason('tls-failed', { doing: 'secure', site: connection.site })
  verifyCertificate(socket, settings)
}

export const siteName = (settings: SiteSettings): string =>
  `${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${settings.port}`

/** Long listings are cut: a log is for reading. */
const shortened = (line: string): string => (line.length > 2_000 ? `${line.slice(0, 2_000)} ...` : line)

/**
 * Probes of TCP from the first half minute of silence on, so that no router forgets the control connection while a long
 * transfer goes on beside it; nothing of it is seen by FTP. And commands, which are short, go out at once.
 */
const tuneSocket = ({ ftp }: Client): void => {
  const handle = ftp.handle.bind(ftp)
  let tuned: unknown
  ftp.handle = (command, onReply) => {
    if (ftp.socket !== tuned) {
      tuned = ftp.socket
      ftp.socket.setKeepAlive(true, keepAliveMs)
      ftp.socket.setNoDelay(true)
    }
    return handle(command, onReply)
  }
}

const countRoundTrips = (client: Client, trips: RoundTrips): void => {
  const handle = client.ftp.handle.bind(client.ftp)
  const send = client.ftp.send.bind(client.ftp)
  // The password goes out within the task that sent the username.
  client.ftp.send = (command) => {
    if (command.startsWith('PASS ')) trips.count += 1
    send(command)
  }
  client.ftp.handle = (command, onReply) => {
    trips.count += 1
    return handle(command, onReply)
  }
}
