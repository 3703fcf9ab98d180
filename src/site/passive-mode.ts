import { isIPv6, Socket } from 'node:net'
import { type FTPContext, FTPError, type FTPResponse } from 'basic-ftp'
import { type DataChannel, type DataMode, PendingSocket, secured, type VerifyPeer } from './data-mode.ts'
import { DataConnectionError, refusedDataMode } from './failure.ts'
import type { SiteHabits } from './habits.ts'
import type { Intake } from './intake.ts'

/** What was found out about a site's passive mode; kept over reconnects. */
export type PassiveHabit = Pick<SiteHabits, 'epsv' | 'portAhead'>

/** A port asked for ahead is used so soon after (milliseconds): some sites close one that nobody comes to. */
const freshFor = 3_000

/** A port that a firewall shuts without a word: PASV is tried after so long (milliseconds). */
const shutAfter = 10_000

type Port = { reply: FTPResponse; port: number; extended: boolean }

/**
 * Passive mode: EPSV (RFC 2428), falling back to PASV where the site does not know it or where nothing gets through to its port, since
 * some firewalls read PASV only. The address in a PASV reply is never used: behind a router it is a private one, and from a
 * malicious site it would point this program elsewhere.
 */
export const passiveMode = (verify: VerifyPeer, habit: PassiveHabit, connectMs: number): DataMode => {
  let proven = false
  let kept: (Port & { since: number }) | undefined

  /** Only PASV is left; `failure` where the site does not know it either, or its port is as shut. */
  const byPasv = async (ftp: FTPContext, host: string, intake: Intake | undefined, failure: unknown) => {
    if (overIPv6(ftp)) throw failure
    try {
      const asked = await askByPasv(ftp)
      const way = wayTo(ftp, host, asked.port, connectMs, intake)
      await way.connecting
      habit.epsv = false
      return { ...way, reply: asked.reply }
    } catch (error) {
      throw error instanceof FTPError && error.code !== 421 ? failure : error
    }
  }

  const prepare = async (ftp: FTPContext, intake?: Intake): Promise<DataChannel> => {
    const ahead = kept !== undefined && performance.now() - kept.since < freshFor ? kept : undefined
    kept = undefined
    const { reply, port, extended } = ahead ?? (await askForPort(ftp, habit, connectMs))
    const host = ftp.socket.remoteAddress
    if (host === undefined) throw new Error('Server closed connection unexpectedly.')
    const patience = proven || !extended ? connectMs : Math.min(connectMs, shutAfter)
    let way = { ...wayTo(ftp, host, port, patience, intake), reply }
    way.connecting.catch(({ cause }: DataConnectionError) => {
      // Without a cause it was given up here, because the transfer was refused.
      if (ahead !== undefined && cause !== null) habit.portAhead = false
    })
    // The first one is waited for, so that no transfer is begun that cannot work; each later one saves that round trip.
    if (!proven) {
      try {
        await way.connecting
      } catch (failure) {
        if (!extended) throw failure
        way = await byPasv(ftp, host, intake, failure)
      }
    }
    proven = true
    const { raw, connecting } = way
    const standIn = new PendingSocket(() => raw.destroy())
    ftp.dataSocket = standIn
    return {
      reply: way.reply,
      standIn,
      open: async () => {
        await connecting
        return secured(ftp, raw, verify)
      },
    }
  }

  const ahead: DataMode['ahead'] = {
    command: () => (kept === undefined && habit.epsv && habit.portAhead ? 'EPSV' : null),
    heard: (reply) => {
      const port = epsvPort(reply.message)
      if (port !== null) kept = { reply, port, extended: true, since: performance.now() }
      else if (reply.code >= 500) habit.epsv = false
    },
  }
  return { prepare, ahead }
}

/** Reads straight into the intake, from when the transfer begins (`resume`); TLS cannot, and active mode has no say in it. */
const socketInto = ({ room, took }: Intake): Socket => {
  const callback = (bytes: number): boolean => {
    // Paused in so many words: basic-ftp tells by it who waits for whom.
    if (!took(bytes, () => socket.resume())) socket.pause()
    return true
  }
  const socket = new Socket({ onread: { buffer: room, callback } })
  return socket.pause()
}

const wayTo = (ftp: FTPContext, host: string, port: number, connectMs: number, intake: Intake | undefined) => {
  const raw = intake === undefined || ftp.hasTLS ? new Socket() : socketInto(intake)
  return { raw, connecting: connected(raw, host, port, connectMs) }
}

/** An IPv4 address may be written as one of IPv6. */
const overIPv6 = ({ socket: { remoteAddress = '' } }: FTPContext): boolean =>
  isIPv6(remoteAddress) && !/^::ffff:\d+\./i.test(remoteAddress)

const askForPort = async (ftp: FTPContext, habit: PassiveHabit, patience: number): Promise<Port> => {
  // IPv6 has nothing but EPSV.
  if (habit.epsv || overIPv6(ftp)) {
    // A firewall that does not know EPSV may swallow it: the next connection does without.
    const silent = setTimeout(() => {
      habit.epsv = false
      ftp.closeWithError(new Error('timeout'))
    }, patience)
    try {
      const reply = await ftp.request('EPSV')
      const port = epsvPort(reply.message)
      if (port !== null) return { reply, port, extended: true }
    } catch (error) {
      if (!(error instanceof FTPError) || error.code === 421) throw error
    } finally {
      clearTimeout(silent)
    }
    habit.epsv = false
  }
  return askByPasv(ftp).catch((error) => {
    throw refusedDataMode(true, error)
  })
}

const askByPasv = async (ftp: FTPContext): Promise<Port> => {
  const reply = await ftp.request('PASV')
  const port = pasvPort(reply.message)
  if (port === null) throw new Error('The reply to PASV names no port.')
  return { reply, port, extended: false }
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

const connected = (socket: Socket, host: string, port: number, connectMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new DataConnectionError(new Error('timeout')))
    }, connectMs)
    socket.once('close', () => {
      clearTimeout(timer)
      reject(new DataConnectionError(socket.errored))
    })
    socket.on('error', (error) => {
      clearTimeout(timer)
      reject(new DataConnectionError(error))
    })
    socket.connect({ host, port }, () => {
      clearTimeout(timer)
      resolve()
    })
  })
