import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'

/**
 * Undoes the export of a batch that never left: its entries are pending again, each with the older of its images before.
 * Inside a transaction. What the batch asked to be refreshed is asked for again, with some rows more.
 */
export async function takeBackBatch(database: Database, tables: ReplicatedTable[], batch: number): Promise<void> {
  const sql = new SqlText(database.dialect)
  for (const table of tables) {
    const { pending, sent, load } = storeNames(table.id)
    const key = sql.list(table.keyNames)
    const columns = commas(key, '":existed", ":at", ":skipped"', sql.list(table.values))
    const image = [':existed', ':skipped', ...table.values]
    await database.run(
      `INSERT INTO ${pending} (${columns})
       SELECT ${commas(key, '":existed", ":at", 1', sql.list(table.values))} FROM ${sent} WHERE ":batch" = $1
       ON CONFLICT (${key}) DO UPDATE SET ${sql.each(image, (name) => `${sql.name(name)} = excluded.${sql.name(name)}`)}`,
      batch,
    )
    await database.run(`DELETE FROM ${sent} WHERE ":batch" = $1`, batch)
    await database.run(`UPDATE ${sent} SET ":skipped" = 1`)
    await database.run(`DELETE FROM ${load} WHERE ":batch" = $1`, batch)
  }
}
