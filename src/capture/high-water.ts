import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { ReplicatedTable } from './replicated-table.ts'
import { SqlText } from './sql-text.ts'
import { storeNames } from './store-names.ts'

/**
 * The high-water mark of a table whose key numbers itself: no row had a key above it at one moment since the last export. A row above
 * it that gets its first entry later in the batch is therefore new, whatever trigger of the shop's touches it first: before an
 * INSERT the number is not known yet, and after it the shop's own triggers may run before capture's.
 */
export const HIGH_WATER = `${OWN_PREFIX}high_water`

/** Databases of earlier versions get it when it is needed first. */
export const highWaterSchema = `
  -- For each table whose key numbers itself and that got a row since the last export: what was not there before that row.
  CREATE TABLE IF NOT EXISTS ${HIGH_WATER} (
    ":table" INTEGER PRIMARY KEY,
    ":above" INTEGER NOT NULL, -- no row had a key above this
    ":free"  INTEGER           -- nor this one: -1, which an INSERT without a key looks like
  ) STRICT;
`

/** Below every key. */
const LOWEST = '(-9223372036854775807 - 1)'

/** What an INSERT whose number is not chosen yet shows in a BEFORE trigger; it can also be chosen. */
export const UNASSIGNED = '-1'

export const hasHighWater = (tableId: number): string =>
  `EXISTS (SELECT 1 FROM ${HIGH_WATER} WHERE ":table" = ${tableId})`

export function noteHighWater(sql: SqlText, table: { id: number; name: string }, key: string): string {
  const from = `FROM ${sql.name(table.name)}`
  return `INSERT INTO ${HIGH_WATER} VALUES (${table.id},
         (SELECT coalesce(max(${sql.name(key)}), ${LOWEST}) ${from}),
         (SELECT ${UNASSIGNED} WHERE NOT EXISTS (SELECT 1 ${from} WHERE ${sql.name(key)} = ${UNASSIGNED})))`
}

/** Joins the mark where the row is above it. Its columns have names that no condition of the shop's can mean. */
export const joinHighWater = (tableId: number, key: string): string =>
  `LEFT JOIN ${HIGH_WATER} AS ":new" ON ":new".":table" = ${tableId} AND (":new".":above" < ${key} OR ":new".":free" = ${key})`

/** With the mark joined: the row is not known to be new. */
export const WAS_THERE = '":new".":table" IS NULL'

/**
 * Ends the marks of these tables, before their batch ends or rows are written that get no entry. Inside a transaction. New rows that have
 * no entry yet get one: a trigger of the shop's that says RAISE(IGNORE) or RAISE(FAIL) keeps capture's from running after an INSERT.
 */
export async function settleHighWater(database: Database, tables: readonly ReplicatedTable[]): Promise<void> {
  const sql = new SqlText(database.dialect)
  await database.script(highWaterSchema)
  const marked = await database.all<{ id: bigint }>(`SELECT ":table" AS id FROM ${HIGH_WATER}`)
  for (const table of tables) {
    if (!marked.some(({ id }) => Number(id) === table.id)) continue
    const { pending } = storeNames(table.id)
    const [key] = table.keyNames.map((name) => sql.name(name))
    await database.run(`
      INSERT INTO ${pending} (${key}, ":existed", ":at")
      SELECT live.${key}, 0, ${sql.dialect.now}
      FROM ${HIGH_WATER} AS water CROSS JOIN ${sql.name(table.name)} AS live
      WHERE water.":table" = ${table.id} AND (live.${key} > water.":above" OR live.${key} = water.":free")
        AND NOT EXISTS (SELECT 1 FROM ${pending} AS entry WHERE entry.${key} = live.${key})`)
    await forgetHighWater(database, table.id)
  }
}

export const forgetHighWater = async (database: Database, tableId: number): Promise<void> => {
  await database.script(highWaterSchema)
  await database.run(`DELETE FROM ${HIGH_WATER} WHERE ":table" = $1`, tableId)
}
