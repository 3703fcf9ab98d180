import type { Database } from '../databases/database.ts'

/** Whose payload the office is merging. */
export type Visiting = {
  /** Number of the store in this database, and its GUID. */
  store: number
  guid: string
  /** Tick of this merge. */
  tick: number
  /** Tick up to which the store had seen everything when it made the payload. */
  seenTick: number
  /** Tick after which everything is still to be sent to it: an earlier one where it has got columns, whose values it has not seen. */
  sentTick: number
  /** What to add to the store's times to get the office's clock, milliseconds. */
  shift: number
  /** Office clock, milliseconds. */
  now: number
}

/** The same as a one-row table, so that the statements of a table are the same text for every payload. */
export const VISITING = 'visiting'

export async function announceVisit(database: Database, visiting: Visiting): Promise<void> {
  const table = database.dialect.temporaryTable(VISITING)
  await database.script(`CREATE TABLE IF NOT EXISTS ${table}
    (store INTEGER, guid TEXT, tick INTEGER, seen_tick INTEGER, sent_tick INTEGER, shift INTEGER, now INTEGER)`)
  await database.run(`DELETE FROM ${table}`)
  const { store, guid, tick, seenTick, sentTick, shift, now } = visiting
  const values = [store, guid, tick, seenTick, sentTick, shift, now]
  await database.run(`INSERT INTO ${table} VALUES ($1, $2, $3, $4, $5, $6, $7)`, ...values)
}
