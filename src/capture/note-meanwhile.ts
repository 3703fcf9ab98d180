import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { sameName } from '../model/names.ts'
import type { CapturedLayout } from './captured-layout.ts'
import type { ReplicatedTable } from './replicated-table.ts'
import { noteSeen } from './seen-tick.ts'
import { commas, SqlText } from './sql-text.ts'
import { storeNames } from './store-names.ts'

/**
 * Notes what changed in a table while its capture was off, by the copy of its rows from before: each row with its image then,
 * as a trigger would have. Inside a transaction. The changes count as made `now`; nobody knows better.
 */
export async function noteDifferences(
  database: Database,
  table: ReplicatedTable,
  captured: CapturedLayout,
  now: number,
): Promise<{ inserted: number; updated: number; deleted: number }> {
  const sql = new SqlText(database.dialect)
  const { pending, before } = storeNames(table.id)
  const { keyNames } = table
  const kept = table.values.filter((name) => captured.columns.some((column) => sameName(column.name, name)))
  const key = sql.list(keyNames)
  const liveFirst = sql.name(keyNames[0] as string, 'live')
  // An entry from before the copy has the older image, which holds.
  const onTop = `ON CONFLICT (${key}) DO UPDATE SET ":at" = excluded.":at"`
  const differs = sql.anyDiffers(
    kept,
    table.untyped,
    (name) => sql.name(name, 'b'),
    (name) => sql.name(name, 'live'),
  )
  const changed = `FROM ${before} AS b LEFT JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'b')}`
  const touched = await database.run(
    `INSERT INTO ${pending} (${commas(key, '":existed", ":at"', sql.list(kept))})
     SELECT ${commas(sql.list(keyNames, 'b'), '1, $1', sql.list(kept, 'b'))} ${changed}
     WHERE ${liveFirst} IS NULL OR ${differs} ${onTop}`,
    now,
  )
  const counted = await database.get<{ n: bigint }>(
    `SELECT count(*) AS n FROM ${pending} AS p JOIN ${before} AS b ON ${sql.sameKey(keyNames, 'b', 'p')}
     LEFT JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'p')} WHERE p.":at" = $1 AND ${liveFirst} IS NULL`,
    now,
  )
  const deleted = Number(counted?.n ?? 0)
  const inserted = await database.run(
    `INSERT INTO ${pending} (${commas(key, '":existed", ":at"')})
     SELECT ${commas(sql.list(keyNames, 'live'), '0, $1')} FROM ${sql.name(table.name)} AS live
     WHERE ${sql.each(keyNames, (name) => `${sql.name(name, 'live')} IS NOT NULL`, ' AND ')}
       AND NOT EXISTS (SELECT 1 FROM ${before} AS b WHERE ${sql.sameKey(keyNames, 'b', 'live')}
         ${exactKey(sql, table, 'b')}) ${onTop}`,
    now,
  )
  return { inserted, updated: touched - deleted, deleted }
}

/**
 * Notes every row of a table whose images before nobody knows: the table is loaded once more, for the office to compare, and
 * until its rows are exported none of them is overwritten. Of an unknown time: most of what differs is what the office changed meanwhile,
 * and what somebody edited there must not lose to a row that nobody touched. Inside a transaction. Returns how many rows.
 */
export async function noteAllRows(database: Database, table: ReplicatedTable): Promise<number> {
  const sql = new SqlText(database.dialect)
  const { pending, load } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  await database.run(
    `INSERT INTO ${pending} (${commas(key, '":existed", ":at"')})
     SELECT ${commas(key, '0, 0')} FROM ${sql.name(table.name)}
     WHERE ${sql.each(table.keyNames, (name) => `${sql.name(name)} IS NOT NULL`, ' AND ')} ON CONFLICT (${key}) DO NOTHING`,
  )
  await noteSeen(database, table.id)
  await database.run(`DELETE FROM ${load}`)
  await database.run(`UPDATE ${OWN_PREFIX}tables SET loaded = NULL, refills = 1 WHERE id = $1`, table.id)
  const counted = await database.get<{ n: bigint }>(`SELECT count(*) AS n FROM ${sql.name(table.name)}`)
  return Number(counted?.n ?? 0)
}

/** Matches the live row by its index, and byte by byte where the key's own collation is laxer. */
const sameRow = (sql: SqlText, table: ReplicatedTable, other: string): string =>
  sql.sameKey(table.keyNames, 'live', other) + exactKey(sql, table, other)

const exactKey = (sql: SqlText, { collatedKey }: ReplicatedTable, other: string): string =>
  collatedKey
    .map((name) => ` AND NOT (${sql.dialect.differs(sql.name(name, 'live'), sql.name(name, other), false)})`)
    .join('')
