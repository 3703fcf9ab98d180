import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as after } from 'node:timers/promises'

let lines = 1
const listening = 'tracing:net.server.listen:asyncEnd'

export type SlowLine = {
  readonly host: string
  /** How often somebody on this end of a control connection spoke after having been spoken to: what a round trip is paid for. */
  readonly turns: number
}

/** A slow line that is gone with the test. */
export const slowLine = async (t: TestContext, sitePort: number, delay: number): Promise<SlowLine> => {
  const { line, close } = await startSlowLine(sitePort, delay)
  t.after(close)
  return line
}

/**
 * A slow line to a site at 127.0.0.1 that runs in this process: whatever port the site listens on, for control and for data, the line has the same at
 * an address of its own (127.0.0.2 and on), and takes `delay` milliseconds each way. Connecting takes both ways, as it does in a real network.
 */
export const startSlowLine = async (
  sitePort: number,
  delay: number,
): Promise<{ line: SlowLine; close: () => void }> => {
  lines += 1
  const host = `127.0.0.${lines}`
  const counted = { host, turns: 0 }
  const servers = new Set<Server>()
  const sockets = new Set<Socket>()

  const carry = async (near: Socket, port: number): Promise<void> => {
    const began = performance.now()
    sockets.add(near)
    near.on('error', () => undefined)
    const chunks: (Buffer | null)[] = []
    near.on('data', (chunk) => void chunks.push(chunk))
    near.on('end', () => void chunks.push(null))
    await after(delay)
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    sockets.add(far)
    far.on('error', () => near.destroy())
    near.on('close', () => far.destroy())
    let spokenTo = false
    const isControl = port === sitePort
    pass(far, near, delay, () => {
      spokenTo = true
    })
    const heard = (chunk: Buffer | null) => {
      if (isControl && chunk !== null) {
        if (spokenTo) counted.turns += 1
        spokenTo = false
      }
      // Nobody speaks before the connection stands.
      const arrival = Math.max(performance.now(), began + 2 * delay) + delay
      setTimeout(() => (chunk === null ? far.end() : far.write(chunk)), Math.max(0, arrival - performance.now()))
    }
    near.removeAllListeners('data').removeAllListeners('end')
    for (const chunk of chunks) heard(chunk)
    near.on('data', heard)
    near.on('end', () => heard(null))
  }

  const open = (port: number): Server => {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => void carry(near, port))
    servers.add(server)
    server.on('error', () => undefined)
    return server.listen(port, host)
  }
  const onListen = (message: unknown) => {
    const { server } = message as { server?: unknown }
    if (!(server instanceof Server) || servers.has(server)) return
    const address = server.address() as AddressInfo | null
    if (address?.address === '127.0.0.1') open(address.port)
  }
  subscribe(listening, onListen)
  await once(open(sitePort), 'listening')
  const close = () => {
    unsubscribe(listening, onListen)
    for (const socket of sockets) socket.destroy()
    for (const server of servers) server.close()
  }
  return { line: counted, close }
}

const pass = (from: Socket, to: Socket, delay: number, arrived: () => void): void => {
  from.on('data', (chunk) => {
    setTimeout(() => {
      arrived()
      to.write(chunk)
    }, delay)
  })
  from.on('end', () => setTimeout(() => to.end(), delay))
}
