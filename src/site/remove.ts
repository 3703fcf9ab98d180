import { FTPError, type FTPResponse } from 'basic-ftp'
import { hasCode } from '../model/errors.ts'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { explainReason } from './failure.ts'
import { flight } from './flight.ts'
import { sizeOnSite } from './size.ts'

/** A file that the site refused to delete, and how. */
export type Refused = { path: string; cause: unknown }

/**
 * Deletes files in the order given, in one flight, and hands back those that the site refuses to delete, with its replies. One that
 * is missing already is no refusal. Where the site is known to let nothing be deleted, the first one decides whether the others
 * are tried: the provider may have granted the right meanwhile.
 */
export const tryToDelete = async (connection: Connection, paths: string[]): Promise<Refused[]> => {
  const { habits, site } = connection
  const [first, ...others] = paths
  if (first === undefined) return []
  if (habits.remove !== false) return (await deleteTogether(connection, paths)).refused
  const attempt = await deleteTogether(connection, [first])
  const [refused] = attempt.refused
  if (refused !== undefined) return paths.map((path) => ({ path, cause: refused.cause }))
  // Some sites say yes and delete nothing.
  if ((await sizeOnSite(connection, first)) !== null) {
    const cause = explainReason('forbidden', { doing: 'remove', site, path: first })
    return paths.map((path) => ({ path, cause }))
  }
  if (attempt.deleted > 0) habits.remove = true
  return (await deleteTogether(connection, others)).refused
}

/** The same, with the first refusal thrown after all have been tried. */
export const deleteFiles = async (connection: Connection, paths: string[]): Promise<void> => {
  const [refused] = await tryToDelete(connection, paths)
  if (refused !== undefined) throw refused.cause
}

/** For where another failure is the one to report. */
export const deleteQuietly = async (connection: Connection, path: string): Promise<void> => {
  try {
    await deleteFiles(connection, [path])
  } catch (error) {
    if (!(error instanceof FTPError) && !hasCode(error, 'SITE_FORBIDDEN')) throw error
  }
}

/** `deleted`: how many were there and are, as the site says, gone. */
const deleteTogether = async (
  connection: Connection,
  paths: string[],
): Promise<{ deleted: number; refused: Refused[] }> => {
  const replies = await flight(
    connection,
    paths.map((path) => `DELE ${path}`),
    'remove',
  )
  const refused: { path: string; cause: FTPError }[] = []
  let deleted = 0
  for (const [at, path] of paths.entries()) {
    const reply = replies[at]
    if (reply === undefined) continue
    if (reply.code < 400) deleted += 1
    else if (!(await isGone(connection, path, reply))) refused.push({ path, cause: new FTPError(reply) })
  }
  // Where some files can be deleted, it is about the others and not about the right.
  if (deleted === 0 && refused.some(({ cause }) => classifyReply(cause.code, cause.message, 'remove') === 'forbidden'))
    connection.habits.remove = false
  return { deleted, refused }
}

/** Sites refuse to delete a missing file by every code there is. */
const isGone = async (connection: Connection, path: string, { code }: FTPResponse): Promise<boolean> =>
  code !== 421 && (await sizeOnSite(connection, path)) === null
