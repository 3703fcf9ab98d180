import type { Socket } from 'node:net'
import { finished } from 'node:stream/promises'
import type { Bytes } from './effect.ts'
import { Refusal, refusalFor } from './refusal.ts'
import type { Session } from './session.ts'

/** Sends `total` bytes over the data connection, piece by piece, and answers. */
export const sendData = (session: Session, announcement: string, source: Bytes, total: number): Promise<void> =>
  transfer(session, announcement, async (socket) => {
    socket.resume() // nothing is expected, but its end is
    for await (const chunk of altered(session, source, total)) await write(socket, chunk)
    socket.end()
    await finished(socket, { readable: false })
  })

/** Hands every piece that comes over the data connection to `keep`, one after the other, and answers after `atEnd`. */
export const receiveData = (
  session: Session,
  announcement: string,
  keep: (chunk: Buffer) => Promise<unknown>,
  atEnd: () => Promise<void> = async () => undefined,
): Promise<void> =>
  transfer(session, announcement, async (socket) => {
    // Not destroyed on an early return: the reply that explains it is to be the first that the visitor hears.
    const source = socket.iterator({ destroyOnReturn: false })
    for await (const chunk of altered(session, source as Bytes, undefined)) await keep(chunk)
    await atEnd()
  })

const transfer = async (
  session: Session,
  announcement: string,
  move: (socket: Socket) => Promise<void>,
): Promise<void> => {
  const socket = await session.openData(announcement)
  try {
    await move(socket)
    session.reply(226, 'Transfer complete')
  } catch (error) {
    const refusal = isBroken(error) ? new Refusal(426, 'Data connection lost', { cause: error }) : refusalFor(error)
    session.reply(refusal.code, refusal.message)
    session.data.close()
  }
}

const altered = (session: Session, bytes: Bytes, total: number | undefined): Bytes =>
  session.effect.data?.(bytes, session, total) ?? bytes

const write = (socket: Socket, chunk: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(chunk, (error) => (error ? reject(error) : resolve()))
  })

const socketErrors = [
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ABORT_ERR',
]

const isBroken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && socketErrors.includes(String(error.code))
