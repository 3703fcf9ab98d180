import { closeSync, existsSync, openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CentralOfficeError } from '../model/errors.ts'
import { diskFull, fileOnFullDisk } from '../model/full-disk.ts'
import { homeNotFound } from './home.ts'

export type HomeLock = {
  /** Gives the home folder free. Calling it again does nothing. */
  release(): void
}

// Result codes of SQLite: https://sqlite.org/rescode.html
const SQLITE_BUSY = 5
const SQLITE_FULL = 13
const SQLITE_NOTADB = 26

/** A connection that nobody refers to is closed by the garbage collector, and its lock with it: held ones stay here. */
const held = new Set<DatabaseSync>()

/**
 * Takes the home folder for this process, without waiting. Errors: HOME_IN_USE, HOME_NOT_FOUND, HOME_UNUSABLE, DISK_FULL.
 *
 * The lock is an exclusive transaction on the empty SQLite file `lock.db`: the operating system drops it with the
 * process, however that ends, on Linux as on Windows, so no stale lock is ever left to clear by hand. On Linux a
 * process loses such a lock when it opens and closes the file itself, so nothing else may ever read `lock.db`
 * (https://sqlite.org/howtocorrupt.html, section 2.2). The home folder belongs on a local disk: network drives do not
 * lock dependably.
 */
export function lockHome(folder: string): HomeLock {
  const root = resolve(folder)
  if (!existsSync(root)) throw homeNotFound(root)
  const connection = takeExclusively(root)
  held.add(connection)
  return {
    release() {
      if (held.delete(connection)) connection.close()
    },
  }
}

function takeExclusively(root: string): DatabaseSync {
  const file = join(root, 'lock.db')
  let connection: DatabaseSync | undefined
  try {
    // Made for its owner alone, since whoever can read it can lock it; never opened by this where it exists, see above.
    if (!existsSync(file)) makeEmpty(file)
    connection = new DatabaseSync(file, { timeout: 0 })
    connection.exec('BEGIN EXCLUSIVE')
    return connection
  } catch (error) {
    connection?.close()
    throw lockFault(root, file, error)
  }
}

function makeEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function lockFault(root: string, file: string, cause: unknown): CentralOfficeError {
  const result = Number((cause as { errcode?: unknown } | null)?.errcode) & 0xff
  const full = result === SQLITE_FULL ? file : result === SQLITE_BUSY ? null : fileOnFullDisk(file)
  if (full !== null || (cause as { code?: unknown } | null)?.code === 'ENOSPC')
    return diskFull(`the home folder ${root}`, cause)
  if (result === SQLITE_BUSY) {
    return new CentralOfficeError('HOME_IN_USE', `Central Office is already running on the home folder ${root}.`, {
      hint: 'Use the pages of the one that runs, or stop it first.',
      retryable: true,
      cause,
    })
  }
  if (result === SQLITE_NOTADB) {
    return new CentralOfficeError('HOME_UNUSABLE', `The home folder cannot be locked: ${file} is damaged.`, {
      hint: `Make sure that Central Office is not running here, then remove ${file}; it holds nothing.`,
      cause,
    })
  }
  return new CentralOfficeError('HOME_UNUSABLE', `The home folder ${root} cannot be locked.`, {
    hint: 'It belongs on a local disk, in a folder that the user who runs Central Office may write to.',
    cause,
  })
}
