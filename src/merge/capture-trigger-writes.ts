import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { EXISTED_AT_OFFICE } from '../capture/transmits.ts'
import { withCapture } from '../capture/without-capture.ts'
import type { Database } from '../databases/database.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { sameRow } from './up-export.ts'

/**
 * Runs `work`, which writes arrived rows, with capture on: what triggers of the shop's write beside them are edits of this store.
 * The arrived rows themselves are none, so their images before become what arrived. Inside a transaction, within `withoutCapture`.
 */
export async function captureTriggerWrites<T>(
  database: Database,
  arrivals: readonly ArrivedTable[],
  work: () => Promise<T>,
): Promise<T> {
  for (const arrival of arrivals) await rememberEntries(database, arrival)
  const result = await withCapture(database, work)
  for (const arrival of arrivals) await rebaseEntries(database, arrival)
  return result
}

/** Rows that had a pending entry before: it stays as it is, since the office has not decided about that edit. */
async function rememberEntries(database: Database, { table }: ArrivedTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  await database.script(`DROP TABLE IF EXISTS ${entriesBefore(database, table.id)};
    CREATE TABLE ${entriesBefore(database, table.id)} AS
    SELECT ${sql.list(table.keyNames)} FROM ${storeNames(table.id).pending}`)
}

const entriesBefore = (database: Database, id: number): string =>
  database.dialect.temporaryTable(`entries_before_${id}`)

async function rebaseEntries(database: Database, { table, values, arrived }: ArrivedTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { pending } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const existed = table.setup.filter === undefined ? 'a.":exists"' : `a.":exists" * ${EXISTED_AT_OFFICE}`
  const isNew = `(${sql.list(table.keyNames, 'p')}) NOT IN (SELECT ${key} FROM ${entriesBefore(database, table.id)})`
  await database.run(`
    UPDATE ${pending} AS p
    SET ${commas(`":existed" = ${existed}`, ...values.map((name) => `${sql.name(name)} = ${sql.name(name, 'a')}`))}
    FROM ${arrived} AS a WHERE ${sql.sameKey(table.keyNames, 'a', 'p')} AND ${isNew}`)
  const differs = sql.anyDiffers(
    table.values,
    table.untyped,
    (name) => sql.name(name, 'live'),
    (name) => sql.name(name, 'p'),
  )
  const standing = `SELECT 1 FROM ${sql.name(table.name)} AS live WHERE ${sameRow(sql, table, 'live', 'p')}`
  // What stands as it arrived is no edit.
  await database.run(`
    DELETE FROM ${pending} AS p
    WHERE ${isNew} AND (${sql.list(table.keyNames, 'p')}) IN (SELECT ${key} FROM ${arrived})
      AND CASE WHEN p.":existed" = 0 THEN NOT EXISTS (${standing})
        ELSE EXISTS (${standing} AND NOT (${differs})) END`)
}
