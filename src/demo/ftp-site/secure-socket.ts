import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'

/**
 * TLS over a connected socket, we being the server. The socket is taken over before this returns; `ready` settles with
 * the handshake.
 */
export const secureSocket = (
  socket: Socket,
  secureContext: SecureContext,
): { socket: TLSSocket; ready: Promise<void> } => {
  const options = { isServer: true, secureContext, highWaterMark: 1024 * 1024 }
  const secure = new TLSSocket(socket, options)
  const ready = new Promise<void>((resolve, reject) => {
    secure.once('secure', () => resolve())
    secure.once('error', reject)
    secure.once('close', () => reject(new Error('closed during the TLS handshake')))
  })
  ready.catch(() => {}) // whoever awaits it hears of it, and nobody has to
  secure.on('error', () => {})
  return { socket: secure, ready }
}
