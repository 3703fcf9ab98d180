import { FTPError, type FTPResponse } from 'basic-ftp'
import { hasCode } from '../model/errors.ts'
import type { Connection } from './connection.ts'
import type { Doing } from './reasons.ts'

/** So many commands at a time fit into the buffers of any server, and of the way there. */
const mostInFlight = 40

/**
 * Sends commands of which none depends on the reply to another, and gives all replies in order; error replies are replies
 * here. One round trip for all where the site can take it, one for each where it is known to mix them up. The question for
 * the port of the next transfer goes along, so that the transfer need not ask: nearly always there is one soon.
 */
export const flight = async (connection: Connection, lines: string[], doing: Doing): Promise<FTPResponse[]> => {
  const replies: FTPResponse[] = []
  const { habits, portAhead } = connection
  const extra = habits.flights ? portAhead.command() : null
  const all = extra === null ? lines : [...lines, extra]
  for (let at = 0; at < all.length; ) {
    const width = habits.flights ? mostInFlight : 1
    const some = all.slice(at, at + width)
    replies.push(...(await together(connection, some, doing)))
    at += some.length
  }
  if (habits.flights && all.length > 1 && all.some((line, at) => isOfAnother(line, replies[at]))) {
    return oneByOneAgain(connection, lines, replies, doing)
  }
  const port = replies[lines.length]
  if (port !== undefined) portAhead.heard(port)
  return replies.slice(0, lines.length)
}

/**
 * Asks once more, each command by itself, where it is lost which reply is whose. None of them does harm when it is sent again, except to
 * enter a folder twice: that is left out where one of the replies says that it was entered.
 */
export const oneByOneAgain = async (
  connection: Connection,
  lines: string[],
  before: FTPResponse[],
  doing: Doing,
): Promise<FTPResponse[]> => {
  connection.habits.flights = false
  const entered = before.find(({ code }, at) => code === 250 || (lines[at]?.startsWith('CWD ') && code < 400))
  const replies: FTPResponse[] = []
  for (const line of lines)
    replies.push(
      entered !== undefined && line.startsWith('CWD ')
        ? entered
        : ((await flight(connection, [line], doing))[0] as FTPResponse),
    )
  return replies
}

/** Only these commands have replies of their own (RFC 959, 2428 and 3659); some servers work on several commands at once. */
const ownReplies: Record<string, number> = { SIZE: 213, MDTM: 213, EPSV: 229 }

const isOfAnother = (line: string, reply: FTPResponse | undefined): boolean => {
  const own = ownReplies[line.split(' ')[0] ?? '']
  if (reply === undefined || reply.code >= 400) return false
  return own === undefined ? reply.code === ownReplies.EPSV : reply.code !== own
}

const together = async (connection: Connection, lines: string[], doing: Doing): Promise<FTPResponse[]> => {
  const [only] = lines
  if (only !== undefined && lines.length === 1) return [await connection.ask(only, doing)]
  const replies: FTPResponse[] = []
  try {
    return await connection.within(connection.deadlines.command, doing, () => sendAll(connection, lines, replies))
  } catch (error) {
    // A site that forgets commands it has not read yet answers the first and never the others: the next attempt sends
    // them one by one. One that answers none at all has gone silent, which says nothing about flights.
    if (hasCode(error, 'SITE_TIMEOUT') && replies.length > 0) connection.habits.flights = false
    throw error
  }
}

const sendAll = ({ client: { ftp } }: Connection, lines: string[], replies: FTPResponse[]): Promise<FTPResponse[]> => {
  const all: Promise<FTPResponse[]> = ftp.handle(undefined, (reply, task) => {
    // A 421 announces the end of the connection: the rest is not answered any more.
    if (reply instanceof FTPError ? reply.code === 421 : reply instanceof Error) {
      task.reject(reply as Error)
      return
    }
    const { code, message } = reply as FTPResponse
    replies.push({ code, message })
    if (replies.length === lines.length) task.resolve(replies)
  })
  // In one piece: else TCP holds the second line back until the first one is acknowledged.
  ftp.socket.cork()
  for (const line of lines) ftp.send(line)
  ftp.socket.uncork()
  return all
}
