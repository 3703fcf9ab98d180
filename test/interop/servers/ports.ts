import { createServer } from 'node:net'

/**
 * First port of each kind of server. The kinds are tested side by side, so each has ports to itself, and they lie below
 * those a system gives to whoever asks for any (Linux: 32768 and up), where a connection of another test would take one
 * between the moment it is found free and the moment the server takes it.
 */
const firstPorts = {
  ...{ vsftpd: 12_000, proftpd: 14_500, 'pure-ftpd': 17_000, pyftpdlib: 19_500 },
  ...{ 'ftp-srv': 22_000, twisted: 24_500, aioftp: 27_000, inetutils: 29_500 },
}
const portsEach = 2_500

export type PortsOf = keyof typeof firstPorts

let next = Math.floor(Math.random() * portsEach)

/** A port of that kind of server that nothing listens on; not the one it gave before. */
export const freePort = async (kind: PortsOf, address: string): Promise<number> => {
  for (let tries = 0; tries < portsEach; tries += 1) {
    next = (next + 1) % portsEach
    const port = firstPorts[kind] + next
    if (await isFree(port, address)) return port
  }
  throw new Error(`All ports for ${kind} are taken.`)
}

const isFree = (port: number, address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, address, () => server.close(() => resolve(true)))
  })
