import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { forgetHighWater } from './high-water.ts'
import { lookupTable, storeNames } from './store-names.ts'

/**
 * Ends the capture of a table at a store for good: its triggers go, and all that this program kept about it. The shop's own
 * table is left as it is. Inside a transaction.
 */
export async function endCapture(database: Database, { id, name }: { id: number; name: string }): Promise<void> {
  const { pending, sent, parked, known, load, before } = storeNames(id)
  await dropOwnTriggers(database, id)
  for (const own of [pending, sent, parked, known, load, before]) await database.script(`DROP TABLE IF EXISTS ${own}`)
  await forgetHighWater(database, id)
  await dropLookupTable(database, name)
  await database.run(`DELETE FROM ${OWN_PREFIX}tables WHERE id = $1`, id)
}

/** Drops this program's triggers for one captured table, whichever table they are on now. */
export async function dropOwnTriggers(database: Database, id: number): Promise<void> {
  const prefix = storeNames(id).trigger('')
  const triggers = await database.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`)
  for (const { name } of triggers) if (name.startsWith(prefix)) await database.script(`DROP TRIGGER ${name}`)
}

/** The rows of other stores are no longer shown. */
export const dropLookupTable = (database: Database, table: string): Promise<void> =>
  database.script(`DROP TABLE IF EXISTS ${database.dialect.quote(lookupTable(table))}`)
