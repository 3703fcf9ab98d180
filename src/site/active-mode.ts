import { once } from 'node:events'
import { type AddressInfo, createServer, isIPv6, type Server, type Socket } from 'node:net'
import type { SiteSettings } from '../model/site-settings.ts'
import { type DataMode, nothingAhead, PendingSocket, secured, type VerifyPeer } from './data-mode.ts'
import { DataConnectionError, refusedDataMode } from './failure.ts'

/** Where the site is told to connect to, if not simply to where the control connection comes from. */
export type ActiveSettings = Pick<SiteSettings, 'activeAddress' | 'activePorts'>

/**
 * Active mode: we listen where the control connection ends and tell the site to connect there (PORT, RFC 959; EPRT,
 * RFC 2428), or to the address and ports that a router passes on to here. Only the site itself is let in. With TLS we stay
 * the TLS client although the site connects (RFC 4217, 7).
 */
export const activeMode = (verify: VerifyPeer, settings: ActiveSettings, random = Math.random): DataMode => ({
  ahead: nothingAhead,
  prepare: async (ftp) => {
    const address = plainAddress(ftp.socket.localAddress)
    const peer = plainAddress(ftp.socket.remoteAddress)
    const server = await listening(address, portsToTry(settings.activePorts, random()))
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
      const { port } = server.address() as AddressInfo
      const reply = await ftp.request(announcement(settings.activeAddress ?? address, port))
      const standIn = new PendingSocket(() => {
        server.close()
        arrived?.destroy()
      })
      ftp.dataSocket = standIn
      return { reply, standIn, open: async () => secured(ftp, await connected, verify) }
    } catch (error) {
      server.close()
      arrived?.destroy()
      throw refusedDataMode(false, error)
    }
  },
})

/** PORT for IPv4, EPRT for IPv6. */
export const announcement = (address: string, port: number): string =>
  isIPv6(address)
    ? `EPRT |2|${address}|${port}|`
    : `PORT ${[...address.split('.'), Math.floor(port / 256), port % 256].join(',')}`

/**
 * Every port of the range once, from a place chosen by chance (0 <= `chance` < 1): the port of the last transfer rests for
 * a while, and another program's transfer may hold one. Without a range 0, which is any free port.
 */
export const portsToTry = (range: ActiveSettings['activePorts'], chance: number): number[] => {
  if (range === undefined) return [0]
  const count = range.to - range.from + 1
  const first = Math.floor(chance * count)
  return Array.from({ length: count }, (_, at) => range.from + ((first + at) % count))
}

const listening = async (address: string, ports: number[]): Promise<Server> => {
  let busy: unknown
  for (const port of ports) {
    const server = createServer()
    server.listen(port, address)
    try {
      await once(server, 'listening')
      return server
    } catch (error) {
      busy = error
    }
  }
  throw new DataConnectionError(busy)
}

/** Without the prefix of an IPv4 address on an IPv6 socket, and without a zone. */
const plainAddress = (address: string | undefined): string =>
  (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
