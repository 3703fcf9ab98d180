import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type CountingRelay = {
  port: number
  /**
   * How often the visitor spoke after having been spoken to, in all connections that came since the last call: what a
   * round trip is paid for, however many commands go in it. Waits until they are closed.
   */
  turns(): Promise<number>
  close(): Promise<void>
}

/** Stands before a site's control port on the same address; data connections go past it. */
export const startCountingRelay = async (host: string, sitePort: number): Promise<CountingRelay> => {
  let turns = 0
  const open = new Set<Promise<unknown>>()
  const server = createServer((visitor: Socket) => {
    const site = connect(sitePort, host)
    let spokenTo = false
    visitor.on('data', () => {
      if (spokenTo) turns += 1
      spokenTo = false
    })
    site.on('data', () => {
      spokenTo = true
    })
    visitor.pipe(site)
    site.pipe(visitor)
    // Whoever says QUIT does not always wait for the answer.
    visitor.on('error', () => site.destroy())
    site.on('error', () => visitor.destroy())
    visitor.on('close', () => site.end())
    open.add(once(visitor, 'close').catch(() => undefined))
  })
  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    turns: async () => {
      await Promise.all(open)
      const counted = turns
      open.clear()
      turns = 0
      return counted
    },
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
