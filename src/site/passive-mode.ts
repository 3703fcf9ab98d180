import { Socket } from 'node:net'
import { type FTPContext, FTPError, type FTPResponse } from 'basic-ftp'
import { type DataMode, PendingSocket, secured, type VerifyPeer } from './data-mode.ts'
import { DataConnectionError } from './failure.ts'

/** What was found out about a site's passive mode; kept over reconnects. */
export type PassiveHabit = { epsv: boolean }

/**
 * Passive mode: EPSV (RFC 2428), falling back to PASV where the site does not know it. The address in a PASV reply is
 * never used: behind a router it is a private one, and from a malicious site it would point this program elsewhere.
 */
export const passiveMode =
  (verify: VerifyPeer, habit: PassiveHabit, connectMs: number): DataMode =>
  async (ftp) => {
    const { reply, port } = await askForPort(ftp, habit)
    const host = ftp.socket.remoteAddress
    if (host === undefined) throw new Error('Server closed connection unexpectedly.')
    const raw = await connected(host, port, connectMs)
    const standIn = new PendingSocket(() => raw.destroy())
    ftp.dataSocket = standIn
    return { reply, standIn, open: () => secured(ftp, raw, verify) }
  }

const askForPort = async (ftp: FTPContext, habit: PassiveHabit): Promise<{ reply: FTPResponse; port: number }> => {
  if (habit.epsv) {
    try {
      const reply = await ftp.request('EPSV')
      const port = epsvPort(reply.message)
      if (port !== null) return { reply, port }
    } catch (error) {
      if (!(error instanceof FTPError) || error.code === 421) throw error
    }
    habit.epsv = false
  }
  const reply = await ftp.request('PASV')
  const port = pasvPort(reply.message)
  if (port === null) throw new Error('The reply to PASV names no port.')
  return { reply, port }
}

/** "229 Entering Extended Passive Mode (|||6446|)"; IBM i writes ! for |. */
export const epsvPort = (message: string): number | null =>
  portIn(Number(/[|!]{3}(\d{1,5})[|!]/.exec(message)?.[1] ?? Number.NaN))

/** "227 Entering Passive Mode (192,168,1,100,10,229)": the last two numbers are the port. */
export const pasvPort = (message: string): number | null => {
  const found = /(?<!\d)\d{1,3},\d{1,3},\d{1,3},\d{1,3},(\d{1,3}),(\d{1,3})(?!\d)/.exec(message)
  return found === null ? null : portIn(Number(found[1]) * 256 + Number(found[2]))
}

const portIn = (port: number): number | null => (port >= 1 && port <= 65535 ? port : null)

const connected = (host: string, port: number, connectMs: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = new Socket()
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new DataConnectionError(new Error('timeout')))
    }, connectMs)
    socket.on('error', (error) => {
      clearTimeout(timer)
      reject(new DataConnectionError(error))
    })
    socket.connect({ host, port }, () => {
      clearTimeout(timer)
      resolve(socket)
    })
  })
