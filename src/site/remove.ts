import { FTPError, type FTPResponse } from 'basic-ftp'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { flight } from './flight.ts'
import { sizeOnSite } from './size.ts'

/**
 * Deletes files in the order given, in one flight. One that is missing already is no error. A refusal is thrown after all
 * have been tried.
 */
export const deleteFiles = async (connection: Connection, paths: string[]): Promise<void> => {
  const replies = await flight(
    connection,
    paths.map((path) => `DELE ${path}`),
    'remove',
  )
  for (const [at, path] of paths.entries()) {
    const reply = replies[at]
    if (reply === undefined || reply.code < 400) continue
    if (!(await isGone(connection, path, reply))) throw new FTPError(reply)
  }
}

/** For where another failure is the one to report. */
export const deleteQuietly = async (connection: Connection, path: string): Promise<void> => {
  try {
    await deleteFiles(connection, [path])
  } catch (error) {
    if (!(error instanceof FTPError)) throw error
  }
}

const isGone = async (connection: Connection, path: string, { code, message }: FTPResponse): Promise<boolean> =>
  code === 550 && classifyReply(code, message, 'ask') !== 'busy' && (await sizeOnSite(connection, path)) === null
