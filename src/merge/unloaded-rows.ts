import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { type KeyRange, withinRange } from './key-range.ts'
import { lastLoaded } from './load-export.ts'
import { sameRow } from './up-export.ts'

/** Numbers of the tables of which the office has not got all rows yet, apart from those of which every row has an entry. */
export async function loadingTables(database: Database, tables: ReplicatedTable[]): Promise<Set<number>> {
  const rows = await database.all<{ id: bigint }>(
    `SELECT id FROM ${OWN_PREFIX}tables WHERE loaded IS NULL AND refills = 0`,
  )
  const loading = new Set(rows.map(({ id }) => Number(id)))
  return new Set(
    tables
      .filter(({ id, sharing }) => loading.has(id) && (sharing === 'store' || sharing === 'lookup'))
      .map(({ id }) => id),
  )
}

/**
 * Takes out of what arrived what the office says of keys that the initial load has not come to. A row that is here goes as a new one,
 * which the office judges against its own. Where none is here, or is any more by then, the office's is asked for once all are loaded:
 * if it were taken at once, what becomes of it here would not be told. That one stands here that the filter keeps back is seen then.
 */
export async function setUnloadedAside(database: Database, { table, arrived }: ArrivedTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { pending } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const range = { after: await lastLoaded(database, table), upTo: null }
  const { condition: beyond, bound } = withinRange(sql, table, 'a', range, 1)
  await database.run(
    `INSERT INTO ${pending} (${key}, ":existed", ":at", ":skipped")
     SELECT ${sql.list(table.keyNames, 'a')}, 0, 0, 1 FROM ${arrived} AS a WHERE ${beyond} AND a.":exists" = 1
     ON CONFLICT (${key}) DO UPDATE SET ":existed" = 0, ":skipped" = 1`,
    ...bound,
  )
  await database.run(`DELETE FROM ${arrived} AS a WHERE ${beyond}`, ...bound)
}

/**
 * Takes out of what arrived what the office says of rows that have gone to it with pieces of the initial load which it has not
 * acknowledged, and asks for it with the next payload. No entry tells that they are under way, or one of only the columns that were
 * edited since; should the office not take the piece (its table has begun a new life meanwhile, or its database was put back), what
 * stands here would be nowhere any more.
 */
export async function setUnderWayAside(database: Database, { table, arrived }: ArrivedTable): Promise<void> {
  const range = await rangeUnderWay(database, table)
  if (range === null) return
  const sql = new SqlText(database.dialect)
  const { pending, sent } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const { condition, bound } = withinRange(sql, table, 'a', range, 1)
  const among = (entries: string) => `(${sql.list(table.keyNames, 'a')}) IN (SELECT ${key} FROM ${entries})`
  await database.run(
    `INSERT INTO ${pending} (${commas(key, '":existed", ":at", ":skipped"', sql.list(table.values))})
     SELECT ${commas(sql.list(table.keyNames, 'a'), '1, 0, 1', sql.list(table.values, 'live'))}
     FROM ${arrived} AS a JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'a')}
     WHERE ${condition} AND ${transmits(sql, table, 'live')} AND NOT ${among(pending)} AND NOT ${among(sent)}`,
    ...bound,
  )
  for (const entries of [pending, sent])
    await database.run(
      `UPDATE ${entries} SET ":skipped" = 1 WHERE (${key}) IN (SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a WHERE ${condition})`,
      ...bound,
    )
  await database.run(
    `DELETE FROM ${arrived} AS a WHERE ${condition} AND (${among(pending)} OR ${among(sent)})`,
    ...bound,
  )
}

/** Keys of the pieces that the office has not acknowledged; null: there are none. */
async function rangeUnderWay(database: Database, table: ReplicatedTable): Promise<KeyRange | null> {
  const underWay = `":batch" >= (SELECT MIN(number) FROM ${OWN_PREFIX}outbox)`
  const upTo = await lastLoaded(database, table, underWay)
  return upTo && { after: await lastLoaded(database, table, `NOT (${underWay})`), upTo }
}
