import type { Database } from '../databases/database.ts'
import { type PayloadContents, payloadTableName } from '../model/payload-contents.ts'
import { commas, SqlText } from './sql-text.ts'
import { storeNames } from './store-names.ts'
import type { LeftOut } from './store-tables.ts'

/**
 * Parks what the office says about the rows of a table that is left out for now, so that it is applied once the table is as
 * it was. Inside a transaction, with the payload attached. Returns how many rows.
 */
export async function holdArrived(
  database: Database,
  { table, why }: LeftOut,
  contents: PayloadContents,
): Promise<number> {
  const sql = new SqlText(database.dialect)
  const key = sql.list(table.keyNames)
  let held = 0
  for (const incoming of contents.tables) {
    if (incoming.name !== table.name || incoming.rows === 0) continue
    if (incoming.operation !== 'put' && incoming.operation !== 'remove') continue
    const exists = incoming.operation === 'put' ? 1 : 0
    const values = exists ? incoming.values.filter((name) => table.values.includes(name)) : []
    held += await database.run(
      `INSERT OR REPLACE INTO ${storeNames(table.id).parked} (${commas(key, '":exists", ":reason", ":since"', sql.list(values))})
       SELECT ${commas(key, String(exists), `$1, ${sql.dialect.now}`, sql.list(values))}
       FROM ${sql.dialect.payloadTable('incoming', payloadTableName(incoming))}`,
      why.message,
    )
  }
  return held
}
