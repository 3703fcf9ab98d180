import { createHash } from 'node:crypto'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Table } from '../databases/table.ts'
import { inspectTriggers, shopTriggerTexts } from './inspect-triggers.ts'
import type { ReplicatedTable } from './replicated-table.ts'

/**
 * Inspects the triggers of the shop's program where they, its other definitions, or what is transmitted have changed since the last
 * time. What a person decided for a trigger stays. Inside a transaction.
 */
export async function syncTriggers(
  database: Database,
  live: readonly Table[],
  tables: readonly ReplicatedTable[],
): Promise<void> {
  const texts = await shopTriggerTexts(database)
  const inspected = texts.length === 0 ? '' : await schemaDigest(database, tables)
  const changed = await database.run(
    `UPDATE ${OWN_PREFIX}state SET triggers_inspected = $1 WHERE triggers_inspected <> $1`,
    inspected,
  )
  if (changed === 0) return
  const found = texts.length === 0 ? [] : await inspectTriggers(database, live, tables, texts)
  for (const { name, table, effect, writes, why } of found)
    await database.run(
      `INSERT INTO ${OWN_PREFIX}shop_triggers (name, table_name, effect, writes, why) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name) DO UPDATE SET table_name = excluded.table_name, effect = excluded.effect,
         writes = excluded.writes, why = excluded.why`,
      name,
      table,
      effect,
      JSON.stringify(writes),
      why,
    )
  await database.run(
    `DELETE FROM ${OWN_PREFIX}shop_triggers WHERE name NOT IN (SELECT value FROM json_each($1))`,
    JSON.stringify(found.map(({ name }) => name)),
  )
}

/** All that decides what a trigger writes: every definition of the shop's, what is transmitted, and the library's version. */
async function schemaDigest(database: Database, tables: readonly ReplicatedTable[]): Promise<string> {
  const made = await database.all(
    `SELECT type, name, sql, sqlite_version() AS version FROM sqlite_schema
     WHERE sql IS NOT NULL AND substr(name, 1, ${OWN_PREFIX.length}) <> '${OWN_PREFIX}' ORDER BY rowid`,
  )
  const transmitted = tables.map(({ name, keyNames, values }) => [name, keyNames, values])
  return createHash('sha256')
    .update(JSON.stringify([made, transmitted]))
    .digest('hex')
}
