import { FTPError } from 'basic-ftp'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { flight } from './flight.ts'
import { listFiles } from './listing.ts'

const noReply = { code: 0, message: '' }

/** Bytes of a file on the site, null where it is missing. */
export const sizeOnSite = async (connection: Connection, path: string): Promise<number | null> => {
  if (connection.habits.size) {
    const [{ code, message } = noReply] = await flight(connection, [`SIZE ${path}`], 'ask')
    const size = /^213[ -]\s*(\d+)/.exec(message)?.[1]
    if (size !== undefined) return Number(size)
    // A site may forbid the question itself: that says nothing about the file.
    const forbidden = code === 550 && classifyReply(code, message, 'ask') === 'forbidden'
    if (code === 550 && !forbidden) return null
    if (!forbidden && ![500, 501, 502, 504].includes(code)) throw new FTPError({ code, message })
    connection.habits.size = false
  }
  const at = path.lastIndexOf('/')
  const files = await listFiles(connection, path.slice(0, Math.max(at, 0)))
  return files.find((file) => file.name === path.slice(at + 1))?.size ?? null
}
