import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { DeclinedTable } from '../model/declined-table.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { foldName, sameName } from '../model/names.ts'
import { CapturedLayout } from './captured-layout.ts'
import { dropOwnTriggers, endCapture } from './end-capture.ts'
import { noteSeen } from './seen-tick.ts'

type Catalogued = { id: bigint; name: string; layout: string; declined: string | null }

/**
 * The office says which tables of this store it does not take as they are (all of them): these are not captured until it takes them.
 * One that it takes now is compared row by row with what it had of it, or is captured and loaded as a new one where it had nothing.
 * Inside the transaction that applies the payload, before its rows are merged.
 */
export async function followDeclined(database: Database, declined: readonly DeclinedTable[]): Promise<void> {
  const byName = new Map(declined.map((one) => [foldName(one.name), one]))
  const rows = await database.all<Catalogued>(`SELECT id, name, layout, declined FROM ${OWN_PREFIX}tables`)
  for (const row of rows) {
    const id = Number(row.id)
    const told = byName.get(foldName(row.name))
    if (told) await leaveOut(database, id, told)
    else if (row.declined !== null && !DeclinedTable.parse(JSON.parse(row.declined)).had)
      await endCapture(database, { id, name: row.name })
    else if (row.declined !== null) await takeAgain(database, row)
  }
}

async function leaveOut(database: Database, id: number, told: DeclinedTable): Promise<void> {
  await dropOwnTriggers(database, id)
  await noteSeen(database, id)
  await database.run(
    `UPDATE ${OWN_PREFIX}tables SET declined = $2, loaded = COALESCE(loaded, 0) WHERE id = $1`,
    id,
    JSON.stringify(told),
  )
}

/** Without triggers, it is taken for a table that was rebuilt. A column that did not fit may have another type now, or name. */
async function takeAgain(database: Database, { id, name, layout, declined }: Catalogued): Promise<void> {
  const misfits = DeclinedTable.parse(JSON.parse(String(declined))).columns
  const captured = CapturedLayout.parse(JSON.parse(layout))
  const live = (await database.tables()).find((table) => sameName(table.name, name))
  const columns = captured.columns.flatMap((column) => {
    if (captured.key.includes(column.name) || !misfits.includes(column.name)) return [column]
    const now = live?.columns.find((other) => sameName(other.name, column.name))
    return now ? [{ ...column, type: now.type }] : []
  })
  await database.run(
    `UPDATE ${OWN_PREFIX}tables SET declined = NULL, layout = $2 WHERE id = $1`,
    id,
    JSON.stringify({ ...captured, columns }),
  )
}

/** Why a table is left out that the office does not take. */
export function notTaken(kept: string): CentralOfficeError {
  const { reason, remedy } = DeclinedTable.parse(JSON.parse(kept))
  return new CentralOfficeError('SCHEMA_DIFFERS', `The office does not take it: ${reason}`, {
    hint: remedy,
    retryable: true,
  })
}
