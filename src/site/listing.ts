import { type FileInfo, FTPError } from 'basic-ftp'
import { CentralOfficeError } from '../model/errors.ts'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { parseFactLines } from './fact-lines.ts'
import { leavesOpen } from './failure.ts'
import { parseLines, UnknownListing } from './list-lines.ts'
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
    if (saysNothingThere(error) || (await isMissing(connection, folder, error))) return []
    throw error
  }
}

/** Sites refuse to list a missing folder by every code there is, or with a listing that says so: the folder above it shows. */
const isMissing = async (connection: Connection, folder: string, error: unknown): Promise<boolean> => {
  if (!(leavesOpen(error, 'list') || error instanceof UnknownListing)) return false
  if (folder === '' || connection.client.closed) return false
  const slash = folder.lastIndexOf('/')
  const name = folder.slice(slash + 1)
  try {
    const above = await listEntries(connection, folder.slice(0, Math.max(slash, 0)))
    return !above.some((entry) => isNamed(entry, name))
  } catch {
    return false
  }
}

/** Some sites show every name in capitals. */
export const isNamed = (entry: { name: string }, name: string): boolean =>
  entry.name.toLowerCase() === name.toLowerCase()

/** Sites write what they like there. */
const plainSize = (size: number): number => (Number.isSafeInteger(size) && size >= 0 ? size : 0)

const requested = async (connection: Connection, folder: string): Promise<FileInfo[]> => {
  const { client, habits } = connection
  let facts: Facts = 'not now'
  if (habits.mlsd) {
    facts = await byFacts(connection, folder)
    if (Array.isArray(facts)) return facts
  }
  // Never "LIST -a": some sites answer it with an empty list, and none of our names begins with a dot.
  client.availableListCommands = ['LIST']
  client.parseList = parseLines
  const entries = await client.list(folder)
  // Lines that are not understood are something: then an empty list is no answer.
  if (entries.length === 0 && facts instanceof UnknownListing) throw facts
  if (facts !== 'not now' && entries.length > 0) habits.mlsd = false
  return entries
}

type Facts = FileInfo[] | UnknownListing | 'refused' | 'not now'

/** The folder as MLSD lists it, or why LIST is to be asked instead. */
const byFacts = async ({ client, habits }: Connection, folder: string): Promise<Facts> => {
  client.availableListCommands = ['MLSD']
  client.parseList = parseFactLines
  try {
    return await client.list(folder)
  } catch (error) {
    if (error instanceof UnknownListing) return error
    if (!(error instanceof FTPError)) throw error
    if ([500, 501, 502, 504].includes(error.code)) habits.mlsd = false
    if ([500, 501, 502, 504, 550, 551, 553].includes(error.code)) return 'refused'
    if ([450, 451].includes(error.code)) return 'not now'
    throw error
  }
}

/** The same as `listFiles`, by LIST, where MLSD does not show what is there. It is the habit from then on where it shows more. */
export const listFilesAgain = async (connection: Connection, folder: string, shown: number): Promise<SiteFile[]> => {
  const { habits } = connection
  const before = habits.mlsd
  habits.mlsd = false
  const files = await listFiles(connection, folder)
  habits.mlsd = before && files.length <= shown
  return files
}

/**
 * A missing folder, or an empty one on sites that answer it with an error. A 450 by itself only means "not now", and who
 * takes that for an empty folder misses what waits there.
 */
const saysNothingThere = (error: unknown): boolean => {
  if (error instanceof UnknownListing) return nothingThere.test(error.line)
  if (!(error instanceof FTPError)) return false
  const { code, message } = error
  if (code === 550) return !['forbidden', 'busy'].includes(classifyReply(550, message, 'ask'))
  return [450, 451, 551].includes(code) && nothingThere.test(message)
}

const nothingThere = /\bno (such|files|match)|not found|cannot (find|access)|(not|n't) exist|is empty/i

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
