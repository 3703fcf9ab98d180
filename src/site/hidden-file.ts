import { randomBytes } from 'node:crypto'
import { FTPError } from 'basic-ftp'
import { hasCode } from '../model/errors.ts'
import type { Connection } from './connection.ts'
import { deleteFiles } from './remove.ts'

/**
 * ProFTPD with `HiddenStores` receives a file under another name and renames it at the end. One that was cut off stays and blocks its
 * name: "550 a.dat: Temporary hidden file /home/to-office/.in.a.dat. already exists". Gives its path from where `path` begins;
 * null: the reply tells of no such file. Only a name that holds the file's own is believed: a reply is text from outside.
 */
export const hiddenFileIn = (reply: string, path: string): string | null => {
  const slash = path.lastIndexOf('/')
  const name = path.slice(slash + 1)
  const told = /hidden file (.+?) (?:already )?exists/i.exec(reply)?.[1] ?? ''
  const hidden = told.slice(told.lastIndexOf('/') + 1)
  if (hidden === name || !hidden.includes(name) || !/^[\w.-]{1,255}$/.test(hidden)) return null
  return `${path.slice(0, slash + 1)}${hidden}`
}

/** Deletes it or, where nothing can be deleted, renames it. False: the site lets neither be done. */
export const clearHiddenFile = async (connection: Connection, hidden: string): Promise<boolean> => {
  try {
    await deleteFiles(connection, [hidden])
    return true
  } catch (error) {
    if (!(error instanceof FTPError) && !hasCode(error, 'SITE_FORBIDDEN')) throw error
  }
  const from = await connection.ask(`RNFR ${hidden}`, 'rename')
  if (from.code >= 400) return false
  const to = await connection.ask(`RNTO ${hidden}${randomBytes(4).toString('hex')}`, 'rename')
  return to.code < 400
}
