import { type FileInfo, FTPError, parseList } from 'basic-ftp'
import { CentralOfficeError } from '../model/errors.ts'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import type { SiteFile } from './site.ts'

/** Files in a folder of the site, relative to Home Dir ('' = Home Dir itself). Missing: []. */
export const listFiles = async (connection: Connection, folder: string): Promise<SiteFile[]> => {
  const entries = await listEntries(connection, folder)
  return entries.filter((entry) => entry.isFile).map((entry) => ({ name: entry.name, size: plainSize(entry.size) }))
}

/** The same with folders. */
export const listEntries = async (connection: Connection, folder: string): Promise<FileInfo[]> => {
  try {
    const entries = await requested(connection, folder)
    refuseTruncated(connection, folder)
    return entries
  } catch (error) {
    if (error instanceof FTPError && saysNothingThere(error)) return []
    throw error
  }
}

/** Sites write what they like there. */
const plainSize = (size: number): number => (Number.isSafeInteger(size) && size >= 0 ? size : 0)

/**
 * Each line for itself: names come from outside, and one that looks like a line of another kind must not hide the others.
 * Throws only where no line at all is understood.
 */
const lineByLine = (listing: string): FileInfo[] => {
  const understood: FileInfo[][] = []
  let failure: unknown
  for (const line of listing.split(/\r?\n/)) {
    try {
      understood.push(parseList(line))
    } catch (error) {
      failure ??= error
    }
  }
  const entries = understood.flat()
  if (failure !== undefined && entries.length === 0) throw failure
  return entries
}

const requested = async (connection: Connection, folder: string) => {
  const { client, habits } = connection
  client.parseList = lineByLine
  if (habits.mlsd) {
    try {
      client.availableListCommands = ['MLSD']
      return await client.list(folder)
    } catch (error) {
      if (!(error instanceof FTPError) || ![500, 501, 502, 504].includes(error.code)) throw error
      habits.mlsd = false
    }
  }
  // Never "LIST -a": some sites answer it with an empty list, and none of our names begins with a dot.
  client.availableListCommands = ['LIST']
  return client.list(folder)
}

/**
 * A missing folder, or an empty one on sites that answer it with an error. A 450 by itself only means "not now", and who
 * takes that for an empty folder misses what waits there.
 */
const saysNothingThere = ({ code, message }: FTPError): boolean =>
  (code === 550 && !['forbidden', 'busy'].includes(classifyReply(550, message, 'ask'))) ||
  (code === 450 && /\bno (such|files|match)|not found|not exist|is empty/i.test(message))

const refuseTruncated = (connection: Connection, folder: string): void => {
  if (!/truncat/i.test(connection.gate.lastTransferReply)) return
  throw new CentralOfficeError(
    'SITE_UNCLEAR_REPLY',
    `The site ${connection.site} lists only a part of "${folder}" because too many files wait there.`,
    {
      hint: 'Ask the hosting provider to raise the limit of a listing (Pure-FTPd: LimitRecursion), or delete files that do not belong to this network.',
    },
  )
}
