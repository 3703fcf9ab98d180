import { setTimeout as pause } from 'node:timers/promises'
import { FTPError } from 'basic-ftp'
import { CentralOfficeError } from '../model/errors.ts'
import { classifyReply } from './classify-reply.ts'
import type { Connection } from './connection.ts'
import { clearHiddenFile, hiddenFileIn } from './hidden-file.ts'
import { deleteQuietly } from './remove.ts'
import { sizeOnSite } from './size.ts'
import { makeFolderOf, type Progress, type Source, sendFile } from './transfer.ts'

/** Waits, in parts of the pause between attempts, for sites that still write after they said they were done. */
const settling = [0, 0.2, 0.8]

/**
 * One upload over any number of attempts. Each attempt after the first looks at what the last one left behind: where
 * every byte had been sent and the whole file is there, only the reply was lost and nothing is sent again. Otherwise it
 * begins anew. Going on in the middle (REST, APPE) would be quicker, but sites that lost a connection may still be writing
 * what they had received, so the place to go on from is not known, and a file put together wrongly has the right size.
 * `folders`: those that are known to be there.
 */
export const uploadOnce = (source: Source, path: string, folders: Set<string>, onProgress?: Progress) => {
  let allSent = false
  let begun = false

  const attemptIt = async (connection: Connection, attempt: number): Promise<void> => {
    // Where nothing is overwritten, a site may also keep the new file under another name, where nobody looks for it.
    if (attempt > 1 || connection.habits.overwrite === false) {
      const there = await sizeOnSite(connection, path)
      if (allSent && there === source.size) return finished()
      if (there !== null) await deleteQuietly(connection, path)
    }
    allSent = false
    begun = true
    const send = () =>
      sendFile(
        connection,
        source,
        path,
        () => {
          allSent = true
        },
        onProgress,
      )
    try {
      await sendIntoFolder(connection, path, folders, send)
    } catch (error) {
      // A full site keeps what it had taken; leaving it there would make the next try fail as well.
      if (error instanceof FTPError && classifyReply(error.code, error.message, 'upload') === 'full') {
        await deleteQuietly(connection, path)
      }
      throw error
    }
    await refuseCutShort(connection, source, path)
    finished()
  }

  return {
    attempt: attemptIt,
    /** Something of it may be on the site. */
    get begun() {
      return begun
    },
  }

  function finished(): void {
    onProgress?.(source.size)
  }
}

/**
 * Makes the folder before the first upload into it: sites answer an upload into a missing folder by every code there is, and some just
 * close the data connection. One round trip a folder and visit, and the question for the port goes along.
 */
const sendIntoFolder = async (
  connection: Connection,
  path: string,
  folders: Set<string>,
  send: () => Promise<void>,
): Promise<void> => {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  if (folder !== '' && !folders.has(folder)) await makeFolderOf(connection, path)
  folders.add(folder)
  try {
    await send()
  } catch (error) {
    // It may have been removed meanwhile: the next attempt looks after it again.
    folders.delete(folder)
    if (!(error instanceof FTPError) || (error.code !== 550 && error.code !== 553)) throw error
    if (!(await removeObstacle(connection, path, error))) throw error
    await send()
  }
}

/** Makes way for an upload that was refused by 550 or 553. False: nothing was found that may be in its way. */
const removeObstacle = async (connection: Connection, path: string, { message }: FTPError): Promise<boolean> => {
  const hidden = hiddenFileIn(message, path)
  if (hidden !== null) return clearHiddenFile(connection, hidden)
  if (await makeFolderOf(connection, path)) return true
  // A file cut short by an earlier visit may stand in the way, on a site that refuses to overwrite.
  if ((await sizeOnSite(connection, path)) === null) return false
  await deleteQuietly(connection, path)
  return true
}

const refuseCutShort = async (connection: Connection, source: Source, path: string): Promise<void> => {
  let there: number | null = null
  for (const part of settling) {
    if (part > 0) await pause(part * connection.deadlines.pause)
    there = await sizeOnSite(connection, path)
    if (there === source.size) return
  }
  await deleteQuietly(connection, path)
  throw new CentralOfficeError(
    'SITE_DAMAGED_FILE',
    `The site ${connection.site} kept ${there ?? 'none'} of the ${source.size} bytes of "${path}" although it said it had all.`,
    {
      hint: 'Try again; if it happens every time, ask the hosting provider whether the account is full.',
      retryable: true,
    },
  )
}
