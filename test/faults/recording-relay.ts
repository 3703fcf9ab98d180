import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, Server, type Socket } from 'node:net'

/**
 * Stands between the locations and the site and records every byte, of control and data connections alike: for each port
 * the site listens on at 127.0.0.1, the relay listens on the same port at 127.0.0.2.
 */
export async function recordingRelay(sitePort: number) {
  const recorded: Buffer[] = []
  const relays = new Set<Server>()
  const sockets = new Set<Socket>()

  const relay = (port: number): Server => {
    const server = createServer((visitor) => {
      const site = connect(port, '127.0.0.1')
      for (const [from, to] of [
        [visitor, site],
        [site, visitor],
      ] as const) {
        sockets.add(from)
        from.on('data', (bytes: Buffer) => recorded.push(bytes))
        from.on('error', () => to.destroy())
        from.pipe(to)
      }
    })
    relays.add(server)
    return server.listen(port, HOST)
  }

  const onListen = (message: unknown) => {
    const server = (message as { server?: unknown }).server
    if (!(server instanceof Server) || relays.has(server)) return
    const address = server.address() as AddressInfo | null
    if (address?.address === '127.0.0.1') relay(address.port).on('error', () => {})
  }
  subscribe(LISTENING, onListen)
  await once(relay(sitePort), 'listening')
  return {
    host: HOST,
    recorded,
    close: () => {
      unsubscribe(LISTENING, onListen)
      for (const socket of sockets) socket.destroy()
      for (const server of relays) server.close()
    },
  }
}

const HOST = '127.0.0.2'
const LISTENING = 'tracing:net.server.listen:asyncEnd'
