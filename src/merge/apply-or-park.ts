import type { Database } from '../databases/database.ts'
import type { Table } from '../databases/table.ts'
import { applyTable } from './apply-table.ts'
import { foreignKeyViolations, rememberReferences } from './foreign-keys.ts'
import { parkKeptBack } from './kept-back.ts'
import { park } from './park.ts'
import type { Refused } from './refused.ts'
import type { WrittenTable } from './written-table.ts'

/**
 * Writes arrived rows into the shop's tables, swapped unique values and rows in any order included. Rows that violate a
 * constraint are taken out and parked with the reason until the rest can stand. `orphansStand`: rows whose parent nobody has any
 * more come in as they are. Inside a transaction. Returns how many are parked.
 */
export async function applyOrPark(
  database: Database,
  arrivals: WrittenTable[],
  live: Table[],
  orphansStand = false,
): Promise<number> {
  let parked = 0
  for (const arrival of arrivals) parked += await parkKeptBack(database, arrival)
  const before = await rememberReferences(database, arrivals, live)
  for (;;) {
    const refused: Refused[] = []
    try {
      await database.attempt(async () => {
        for (const arrival of arrivals) refused.push(...(await applyTable(database, arrival)))
        if (refused.length === 0)
          refused.push(...(await foreignKeyViolations(database, arrivals, before, orphansStand)))
        if (refused.length > 0) throw new SomeRefused()
      })
      return parked
    } catch (error) {
      if (!(error instanceof SomeRefused)) throw error
    }
    for (const one of refused) parked += await park(database, one)
  }
}

/** Thrown to undo the attempt; the refused rows are listed in tables the undoing does not touch. */
class SomeRefused extends Error {}
