import { Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import type { FTPContext, FTPResponse } from 'basic-ftp'
import { DataConnectionError } from './failure.ts'
import type { Intake } from './intake.ts'

/**
 * A data connection on its way. `open` is called once, when the transfer command is out, and gives the socket as soon as it
 * is connected and, where asked for, secure.
 */
export type DataChannel = { reply: FTPResponse; standIn: PendingSocket; open(): Promise<Socket> }

/**
 * Agrees on a data connection with the site (passive: EPSV or PASV; active: PORT or EPRT). Sets `ftp.dataSocket` to a
 * stand-in, because basic-ftp wants a data socket before it sends the transfer command; destroying the stand-in gives the
 * connection up. Bytes of a download go straight into `intake`, past every stream, where the mode can do it.
 */
export type DataMode = {
  prepare(ftp: FTPContext, intake?: Intake): Promise<DataChannel>
  /**
   * Asks for the next data connection ahead of its transfer, along with other commands: `command` is what to send (null =
   * nothing), `heard` takes the reply to it.
   */
  ahead: { command(): string | null; heard(reply: FTPResponse): void }
}

/** Where nothing can be asked for ahead. */
export const nothingAhead: DataMode['ahead'] = { command: () => null, heard: () => undefined }

/** Judges a secured data connection; throws to refuse it. */
export type VerifyPeer = (socket: TLSSocket) => void

/** The stand-in for a data socket that is not there yet; gives it up when destroyed, unless it was handed over before. */
export class PendingSocket extends Socket {
  handedOver = false
  readonly #giveUp: () => void

  constructor(giveUp: () => void) {
    super()
    this.#giveUp = giveUp
  }

  override destroy(error?: Error): this {
    if (!this.handedOver) this.#giveUp()
    return super.destroy(error)
  }
}

/** Wraps a connected data socket in TLS where the control connection has it, resuming its session (RFC 4217, 10.2). */
export const secured = (ftp: FTPContext, raw: Socket, verify: VerifyPeer): Promise<Socket> => {
  if (raw.destroyed) return Promise.reject(new DataConnectionError(raw.errored))
  // Without TLS nothing of a file ever waits, and large ones are quicker in full packets.
  if (!(ftp.socket instanceof TLSSocket)) return Promise.resolve(raw)
  // The last words of a handshake and the first bytes of a file must not wait for each other.
  raw.setNoDelay(true)
  const session = ftp.tlsSessionStore ?? ftp.socket.getSession()
  const socket = connectTls({ ...ftp.tlsOptions, socket: raw, ...(session === undefined ? {} : { session }) })
  // A TLS 1.3 ticket serves once: keep the next one for the next data connection. But a ticket of a peer that is not
  // judged yet must never be kept, because a connection that resumes it is believed.
  let judged = false
  let latest: Buffer | undefined
  const keep = () => {
    if (judged && latest !== undefined) ftp.tlsSessionStore = latest
  }
  socket.on('session', (next) => {
    latest = next
    keep()
  })
  return new Promise((resolve, reject) => {
    socket.on('error', (error) => reject(new DataConnectionError(error)))
    socket.once('secureConnect', () => {
      try {
        // Only who holds the secrets of a session judged before can resume it; Node gives no certificate for it then.
        if (!socket.isSessionReused()) verify(socket)
        judged = true
        keep()
        // This event comes from within the handshake: a socket ended right here (0 bytes) would end it half-way.
        setImmediate(() => resolve(socket))
      } catch (error) {
        socket.destroy()
        reject(error)
      }
    })
  })
}
