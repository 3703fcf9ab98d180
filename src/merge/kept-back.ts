import { fulfils } from '../capture/fulfils.ts'
import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database } from '../databases/database.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { park } from './park.ts'
import { listRefused, type Refusal } from './refused.ts'
import { sameRow } from './up-export.ts'

const KEPT_BACK: Refusal = {
  reason: 'a row with this key is kept back here by the row filter',
  remedy:
    'Delete that row here, or change it so that it fulfils the filter. Or keep it here and have the one at the office deleted: central-office parked discard NUMBER --delete-everywhere.',
}

/**
 * What arrives for a row that the filter keeps back here, unknown to the office, is about another row of the same key: one that
 * differs is parked, and a removal changes nothing. Leaves the rest in `arrived`. Inside a transaction. Returns how many are parked.
 */
export async function parkKeptBack(database: Database, arrival: ArrivedTable): Promise<number> {
  const { table, arrived, values } = arrival
  if (table.setup.filter === undefined) return 0
  const sql = new SqlText(database.dialect)
  const keptBack = `
    SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'a')}
    WHERE NOT ${transmits(sql, table, 'live')}`
  const differs = sql.anyDiffers(
    values,
    table.untyped,
    (name) => sql.name(name, 'a'),
    (name) => sql.name(name, 'live'),
  )
  await database.run(
    `DELETE FROM ${arrived} WHERE ":exists" = 0 AND (${sql.list(table.keyNames)}) IN (${keptBack} AND a.":exists" = 0)`,
  )
  let parked = 0
  const refused = `${keptBack} AND a.":exists" = 1 AND (${differs})`
  for (const one of await listRefused(database, arrival, refused, KEPT_BACK)) parked += await park(database, one)
  return parked
}

/**
 * Remembers which rows the office has although they do not fulfil the filter: those it has just sent. They stay in both places, and
 * what either side does to them goes to the other. Inside the transaction that wrote them.
 */
export async function noteKnown(database: Database, { table, arrived }: ArrivedTable): Promise<void> {
  if (table.setup.filter === undefined) return
  const sql = new SqlText(database.dialect)
  await database.run(`
    INSERT INTO ${storeNames(table.id).known} (${sql.list(table.keyNames)})
    SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'a')}
    WHERE a.":exists" = 1 AND NOT ${fulfils(sql, table, 'live')} ON CONFLICT DO NOTHING`)
}

/** Forgets those that are gone or fulfil the filter again, once nothing of them is on its way. Inside a transaction. */
export async function forgetKnown(database: Database, table: ReplicatedTable): Promise<void> {
  if (table.setup.filter === undefined) return
  const sql = new SqlText(database.dialect)
  const { known, pending, sent } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  await database.run(`
    DELETE FROM ${known} AS known
    WHERE NOT EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS live
        WHERE ${sameRow(sql, table, 'live', 'known')} AND NOT ${fulfils(sql, table, 'live')})
      AND (${key}) NOT IN (SELECT ${key} FROM ${pending}) AND (${key}) NOT IN (SELECT ${key} FROM ${sent})`)
}
