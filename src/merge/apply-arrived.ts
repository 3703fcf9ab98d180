import { isCaptured, readShopTriggers } from '../capture/shop-triggers.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { withoutShopTriggers } from '../capture/without-shop-triggers.ts'
import type { Database } from '../databases/database.ts'
import type { Table } from '../databases/table.ts'
import { sameName } from '../model/names.ts'
import { applyOrPark } from './apply-or-park.ts'
import { type ArrivedTable, makeArrived } from './arrived-table.ts'
import { captureTriggerWrites } from './capture-trigger-writes.ts'
import { unpark } from './unpark.ts'
import { toWrite, type WrittenTable } from './written-table.ts'

/** Parked rows that are tried again one by one, at most. */
const MOST_ALONE = 50

/**
 * Writes all arrived rows into the shop's tables, swapped unique values and rows in any order included. Rows that truly
 * violate a constraint are parked with the reason, the rest goes on. Inside a transaction. Returns how many are parked.
 *
 * Triggers of the shop's program that write what is transmitted do not run for these rows: what they wrote arrives from where
 * they ran. Where a person wants one to run all the same, what it writes is captured.
 */
export async function applyArrived(
  database: Database,
  arrivals: ArrivedTable[],
  live: Table[],
  orphansStand = false,
): Promise<number> {
  const triggers = await readShopTriggers(database)
  const writing = () => applyOrTryAgain(database, toWrite(arrivals, live, triggers), live, orphansStand)
  if (!triggers.some((one) => arrivals.some(({ table }) => sameName(table.name, one.table)))) return writing()
  return withoutShopTriggers(database, triggers, () =>
    triggers.some(isCaptured) ? captureTriggerWrites(database, arrivals, writing) : writing(),
  )
}

/**
 * What was refused beside rows that were refused later may fit now: where a row refers to one that was to be deleted, and the
 * deletion was refused as well, the first can stand after all. So parked rows are tried again, until none of them fits. One alone has
 * nothing to wait for, except where a guard of the shop's looks at tables that are written after its own.
 */
async function applyOrTryAgain(
  database: Database,
  arrivals: WrittenTable[],
  live: Table[],
  orphansStand: boolean,
): Promise<number> {
  let parked = await applyOrPark(database, arrivals, live, orphansStand)
  const worthIt = arrivals.some(({ triggersRun }) => triggersRun) ? 1 : 2
  for (let settled = 1; settled > 0 && parked >= worthIt; parked -= settled)
    settled = await settleSome(database, arrivals, live, parked)
  return parked
}

/** Rows together, then removals together, then each alone, for they may refuse each other. Returns how many stand now. */
async function settleSome(
  database: Database,
  arrivals: WrittenTable[],
  live: Table[],
  parked: number,
): Promise<number> {
  const together =
    (await tryAgain(database, arrivals, live, '":exists" = 1')) +
    (await tryAgain(database, arrivals, live, '":exists" = 0'))
  if (together > 0 || parked > MOST_ALONE) return together
  let alone = 0
  for (const arrival of arrivals) {
    const numbers = await database.all(`SELECT ":number" AS n FROM ${storeNames(arrival.table.id).parked} ORDER BY 1`)
    for (const { n } of numbers) alone += await tryAgain(database, [arrival], live, `":number" = ${n}`)
  }
  return alone
}

/** Tries the parked rows that meet `condition` once more, on top of what stands. Returns how many of them stand now. */
async function tryAgain(
  database: Database,
  arrivals: WrittenTable[],
  live: Table[],
  condition: string,
): Promise<number> {
  const sql = new SqlText(database.dialect)
  const columns = ({ table }: WrittenTable) => commas(sql.list(table.keyNames), '":exists"', sql.list(table.values))
  const again = new Map<WrittenTable, WrittenTable>()
  let tried = 0
  for (const arrival of arrivals) {
    const { parked } = storeNames(arrival.table.id)
    const arrived = await makeArrived(database, arrival.table, 'again')
    const rows = await database.run(
      `INSERT INTO ${arrived} (${columns(arrival)}) SELECT ${columns(arrival)} FROM ${parked} WHERE ${condition}`,
    )
    if (rows === 0) continue
    tried += rows
    // It is the same transmission that tries it.
    await database.run(`UPDATE ${parked} SET ":tries" = ":tries" - 1 WHERE ${condition}`)
    const parkedBefore = await unpark(database, arrival.table, 'parked_again', condition)
    again.set(arrival, { ...arrival, arrived, parkedBefore, rows })
  }
  if (tried === 0) return 0
  const refused = await applyOrPark(database, [...again.values()], live)
  for (const [arrival, { arrived }] of again)
    await database.run(
      `INSERT INTO ${arrival.arrived} (${columns(arrival)}) SELECT ${columns(arrival)} FROM ${arrived}`,
    )
  return tried - refused
}
