import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'

/**
 * A table that lost its triggers is left out from now on, while the office goes on: remembers what it had seen of the office
 * until then, so that its rows can be compared some day. Inside a transaction.
 */
export async function noteSeen(database: Database, tableId: number): Promise<void> {
  await database.run(
    `UPDATE ${OWN_PREFIX}tables SET seen_tick = (SELECT seen_tick FROM ${OWN_PREFIX}state)
     WHERE id = $1 AND seen_tick IS NULL`,
    tableId,
  )
}

/** The table is captured again. Its rows may still be to be compared, and a payload that is not sealed yet may be taken back. */
export async function forgetSeen(database: Database, tableId: number): Promise<void> {
  await database.run(
    `UPDATE ${OWN_PREFIX}tables SET seen_tick = NULL
     WHERE id = $1 AND seen_tick IS NOT NULL AND loaded IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM ${OWN_PREFIX}outbox WHERE has_file = 1 AND dat = '')`,
    tableId,
  )
}

/** Office tick up to which this database has seen everything, in tables too whose rows are still to be compared. */
export async function seenByAll(database: Database): Promise<number> {
  const found = await database.get<{ tick: bigint }>(`
    SELECT MIN(state.seen_tick, COALESCE(
      (SELECT MIN(seen_tick) FROM ${OWN_PREFIX}tables WHERE loaded IS NULL), state.seen_tick)) AS tick
    FROM ${OWN_PREFIX}state AS state`)
  return Number(found?.tick ?? 0)
}
