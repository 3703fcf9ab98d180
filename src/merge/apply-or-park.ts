import { commas, SqlText } from '../capture/sql-text.ts'
import { ConstraintViolation, type Database } from '../databases/database.ts'
import type { Table } from '../databases/table.ts'
import { applyInPlace } from './apply-in-place.ts'
import { applyOneByOne } from './apply-one-by-one.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { foreignKeyViolations, rememberReferences } from './foreign-keys.ts'
import { parkKeptBack } from './kept-back.ts'
import { park } from './park.ts'
import type { Refused } from './refused.ts'
import { sameRow } from './up-export.ts'
import { whyRefused } from './why-refused.ts'

/**
 * Writes arrived rows into the shop's tables, swapped unique values and rows in any order included. Rows that violate a
 * constraint are taken out and parked with the reason until the rest can stand. `orphansStand`: rows whose parent nobody has any more come in as they are. Inside a
 * transaction. Returns how many are parked.
 */
export async function applyOrPark(
  database: Database,
  arrivals: ArrivedTable[],
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

async function applyTable(database: Database, arrival: ArrivedTable): Promise<Refused[]> {
  try {
    await database.attempt(() => applyInPlace(database, arrival))
    return []
  } catch (error) {
    if (!(error instanceof ConstraintViolation)) throw error
  }
  try {
    return await database.attempt(() => applyByReplacing(database, arrival))
  } catch (error) {
    if (!(error instanceof ConstraintViolation)) throw error
    return applyOneByOne(database, arrival)
  }
}

/**
 * The way for rows that stand in each other's way (swapped unique values): take all of them out, put them back as they are to
 * be, and see which ones a constraint refuses.
 */
async function applyByReplacing(database: Database, arrival: ArrivedTable): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, values, arrived } = arrival
  const target = sql.name(table.name)
  const key = sql.list(table.keyNames)
  const whole = database.dialect.temporaryTable(`whole_${table.id}`)
  await database.script(`DROP TABLE IF EXISTS ${whole}`)
  // Columns that are not transmitted keep what the live row has; where there is none, their default.
  const kept = await keptColumns(database, arrival)
  await database.script(`CREATE TABLE ${whole} AS
    SELECT ${commas(sql.list(table.keyNames, 'a'), sql.list(values, 'a'), sql.list(kept, 'live'))},
      ${sql.name(table.keyNames[0] as string, 'live')} IS NOT NULL AS ":was_there"
    FROM ${arrived} AS a LEFT JOIN ${target} AS live ON ${sameRow(sql, table, 'live', 'a')} WHERE a.":exists" = 1`)
  await database.run(`
    DELETE FROM ${target} AS live WHERE (${key}) IN (SELECT ${key} FROM ${arrived})
      AND EXISTS (SELECT 1 FROM ${arrived} AS a WHERE ${sameRow(sql, table, 'a', 'live')})`)
  for (const wasThere of [1, 0]) {
    const columns = commas(key, sql.list(values), wasThere ? sql.list(kept) : '')
    await database.run(`
      ${database.dialect.insertSkippingRefused} INTO ${target} (${columns})
      SELECT ${columns} FROM ${whole} WHERE ":was_there" = ${wasThere}`)
  }
  const refused = `SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    WHERE a.":exists" = 1 AND NOT EXISTS (SELECT 1 FROM ${target} AS live WHERE ${sameRow(sql, table, 'live', 'a')})`
  return whyRefused(database, arrival, refused, { table: whole, kept })
}

/** Columns of the live table that the payload does not bring, generated ones apart. */
async function keptColumns(database: Database, { table, values }: ArrivedTable): Promise<string[]> {
  const live = (await database.tables()).find(({ name }) => name === table.name)
  return (live?.columns ?? [])
    .map((column) => column.name)
    .filter((name) => !values.includes(name) && !table.keyNames.includes(name))
}
