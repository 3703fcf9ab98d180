import { FTPError, type FTPResponse } from 'basic-ftp'
import { hasCode } from '../model/errors.ts'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { explainReason } from './failure.ts'
import { flight } from './flight.ts'
import { sizeOnSite } from './size.ts'

/**
 * Deletes files in the order given, in one flight. One that is missing already is no error. A refusal is thrown after all
 * have been tried. Where the site is known to let nothing be deleted, the first one decides whether the others are tried:
 * the provider may have granted the right meanwhile.
 */
export const deleteFiles = async (connection: Connection, paths: string[]): Promise<void> => {
  const { habits } = connection
  const [first, ...others] = paths
  if (first === undefined) return
  if (habits.remove !== false) {
    await deleteTogether(connection, paths)
    return
  }
  const deleted = await deleteTogether(connection, [first])
  // Some sites say yes and delete nothing.
  if ((await sizeOnSite(connection, first)) !== null) {
    throw explainReason('forbidden', { doing: 'remove', site: connection.site, path: first })
  }
  if (deleted > 0) habits.remove = true
  await deleteTogether(connection, others)
}

/** For where another failure is the one to report. */
export const deleteQuietly = async (connection: Connection, path: string): Promise<void> => {
  try {
    await deleteFiles(connection, [path])
  } catch (error) {
    if (!(error instanceof FTPError) && !hasCode(error, 'SITE_FORBIDDEN')) throw error
  }
}

/** How many were there and are, as the site says, deleted. */
const deleteTogether = async (connection: Connection, paths: string[]): Promise<number> => {
  const replies = await flight(
    connection,
    paths.map((path) => `DELE ${path}`),
    'remove',
  )
  let deleted = 0
  for (const [at, path] of paths.entries()) {
    const reply = replies[at]
    if (reply === undefined) continue
    if (reply.code < 400) deleted += 1
    else if (!(await isGone(connection, path, reply))) throw refused(connection, reply)
  }
  return deleted
}

const refused = ({ habits }: Connection, { code, message }: FTPResponse): FTPError => {
  if (classifyReply(code, message, 'remove') === 'forbidden') habits.remove = false
  return new FTPError({ code, message })
}

const isGone = async (connection: Connection, path: string, { code, message }: FTPResponse): Promise<boolean> =>
  code === 550 && classifyReply(code, message, 'ask') !== 'busy' && (await sizeOnSite(connection, path)) === null
