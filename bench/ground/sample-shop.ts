import { copyFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fillShop } from '../../src/demo/shop/fill-shop.ts'

/** A filled shop database that nobody uses: every measurement works on a copy of its own. */
export type SampleShop = {
  rows: number
  bytes: number
  copyTo(file: string): string
}

export const makeShop = (folder: string, rows: number): SampleShop => {
  const file = join(folder, `sample-${rows}.db`)
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL')
  fillShop(database, { seed: 1, rows, store: 0 })
  // The last connection takes the write-ahead log into the file: from here on the file is all there is.
  database.close()
  return {
    rows,
    bytes: statSync(file).size,
    copyTo: (target) => {
      copyFileSync(file, target)
      return target
    },
  }
}

/** Works in a shop's database as its own program does: foreign keys enforced, everything else as SQLite comes. */
export const useShop = <T>(file: string, work: (database: DatabaseSync) => T): T => {
  const database = openShop(file)
  try {
    return work(database)
  } finally {
    database.close()
  }
}

export const openShop = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON')
  return database
}
