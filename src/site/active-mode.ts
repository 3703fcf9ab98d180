import { once } from 'node:events'
import { type AddressInfo, createServer, isIPv6, type Socket } from 'node:net'
import { type DataMode, PendingSocket, secured, type VerifyPeer } from './data-mode.ts'
import { DataConnectionError } from './failure.ts'

/**
 * Active mode: we listen where the control connection ends and tell the site to connect there (PORT, RFC 959; EPRT,
 * RFC 2428). Only the site itself is let in. With TLS we stay the TLS client although the site connects (RFC 4217, 7).
 */
export const activeMode =
  (verify: VerifyPeer): DataMode =>
  async (ftp) => {
    const address = plainAddress(ftp.socket.localAddress)
    const peer = plainAddress(ftp.socket.remoteAddress)
    const server = createServer()
    server.listen(0, address)
    await once(server, 'listening')
    const { promise: connected, resolve, reject } = Promise.withResolvers<Socket>()
    let arrived: Socket | undefined
    // Some sites connect as soon as they are told where, before they answer.
    server.on('connection', (socket) => {
      if (arrived !== undefined || plainAddress(socket.remoteAddress) !== peer) {
        socket.destroy()
        return
      }
      arrived = socket
      server.close()
      socket.on('error', (error) => reject(new DataConnectionError(error)))
      resolve(socket)
    })
    connected.catch(() => undefined)
    try {
      const reply = await ftp.request(announcement(address, (server.address() as AddressInfo).port))
      const standIn = new PendingSocket(() => {
        server.close()
        arrived?.destroy()
      })
      ftp.dataSocket = standIn
      return { reply, standIn, open: async () => secured(ftp, await connected, verify) }
    } catch (error) {
      server.close()
      arrived?.destroy()
      throw error
    }
  }

/** PORT for IPv4, EPRT for IPv6. */
export const announcement = (address: string, port: number): string =>
  isIPv6(address)
    ? `EPRT |2|${address}|${port}|`
    : `PORT ${[...address.split('.'), Math.floor(port / 256), port % 256].join(',')}`

/** Without the prefix of an IPv4 address on an IPv6 socket, and without a zone. */
const plainAddress = (address: string | undefined): string =>
  (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
