import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'

/** Runs `work` inside the current transaction without its changes being captured as local edits. */
export async function withoutCapture<T>(database: Database, work: () => Promise<T>): Promise<T> {
  await database.run(`INSERT INTO ${OWN_PREFIX}applying VALUES (1)`)
  const result = await work()
  await database.run(`DELETE FROM ${OWN_PREFIX}applying`)
  return result
}

/** Within `withoutCapture`: runs `work` with its changes captured after all. */
export async function withCapture<T>(database: Database, work: () => Promise<T>): Promise<T> {
  await database.run(`DELETE FROM ${OWN_PREFIX}applying`)
  const result = await work()
  await database.run(`INSERT INTO ${OWN_PREFIX}applying VALUES (1)`)
  return result
}
