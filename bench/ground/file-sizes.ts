import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

/** Bytes of all files in a folder and in the folders in it. */
export const folderBytes = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

/** Bytes of a database once its write-ahead log is in the file. */
export const databaseBytes = (database: DatabaseSync): number =>
  Number(
    database
      .prepare('SELECT c.page_count * s.page_size AS bytes FROM pragma_page_count AS c, pragma_page_size AS s')
      .get()?.bytes,
  )
