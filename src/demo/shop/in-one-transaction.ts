import type { DatabaseSync } from 'node:sqlite'

/** Does the work whole or not at all; joins a transaction that is already open. */
export const inOneTransaction = <Result>(database: DatabaseSync, work: () => Result): Result => {
  if (database.isTransaction) return work()
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // SQLite has rolled back by itself where the disk was full or the file could not be written.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
