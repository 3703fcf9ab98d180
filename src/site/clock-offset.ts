import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { flight } from './flight.ts'

/** The site's clock less ours in milliseconds, by MDTM of a file just uploaded; null where the site cannot tell. */
export const clockOffsetBy = async (
  connection: Connection,
  path: string,
  uploadedAt: number,
): Promise<number | null> => {
  if (!connection.habits.mdtm) return null
  const [{ code, message } = { code: 0, message: '' }] = await flight(connection, [`MDTM ${path}`], 'ask')
  if (refuses(code, message)) connection.habits.mdtm = false
  const modified = modificationTime(message)
  return modified === null ? null : modified - uploadedAt
}

/** The question itself, whatever the file. */
const refuses = (code: number, message: string): boolean =>
  [500, 502, 504].includes(code) || (code === 550 && classifyReply(code, message, 'ask') === 'forbidden')

/**
 * "213 20260131235959" or with ".123" (RFC 3659, 3), always UTC. Milliseconds since 1970; a time in whole seconds was cut,
 * so the middle of its second is taken.
 */
export const modificationTime = (reply: string): number | null => {
  const found = /^213[ -]\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?/.exec(reply)
  if (found === null) return null
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number)
  const fraction = found[7] === undefined ? 500 : Math.round(Number(found[7]) * 1000)
  return Date.UTC(year, month - 1, day, hour, minute, second) + fraction
}
