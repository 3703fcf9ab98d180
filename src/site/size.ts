import { FTPError } from 'basic-ftp'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { flight } from './flight.ts'
import { isNamed, listFiles } from './listing.ts'
import type { Reason } from './reasons.ts'

const noReply = { code: 0, message: '' }

/** Bytes of a file on the site, null where it is missing. */
export const sizeOnSite = async (connection: Connection, path: string): Promise<number | null> => {
  if (connection.habits.size) {
    const [{ code, message } = noReply] = await flight(connection, [`SIZE ${path}`], 'ask')
    const size = /^213[ -]\s*(\d+)\s*$/.exec(message)?.[1]
    if (size !== undefined) return Number(size)
    const reason = classifyReply(code, message, 'ask')
    if (code === 550 && reason === 'missing') return null
    if (code >= 400 && !saysNothing.has(reason)) throw new FTPError({ code, message })
    // A site may forbid the question itself, not know it, or answer it without a number: then it need not be asked again.
    if (code < 400 || reason === 'forbidden' || [500, 501, 502, 504].includes(code)) connection.habits.size = false
  }
  const at = path.lastIndexOf('/')
  const files = await listFiles(connection, path.slice(0, Math.max(at, 0)))
  const name = path.slice(at + 1)
  const found = files.find((file) => file.name === name) ?? files.find((file) => isNamed(file, name))
  return found?.size ?? null
}

/** Answers that leave it open whether the file is there: a listing shows it. */
const saysNothing: ReadonlySet<Reason> = new Set(['forbidden', 'not-known', 'unclear', 'busy', 'missing'])
