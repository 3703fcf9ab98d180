import type { Database } from '../databases/database.ts'
import { type PayloadContents, payloadTableName } from '../model/payload-contents.ts'
import { keepParkedNumber, nextParkedNumber } from './parked-number.ts'
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
    // A row that is held already keeps its number and the time since when it is.
    held += await database.run(
      `INSERT INTO ${storeNames(table.id).parked}
         (${commas(key, '":exists", ":number", ":reason", ":remedy", ":since", ":tries"', sql.list(values))})
       SELECT ${commas(key, `${exists}, ${nextParkedNumber}, $1, $2, ${sql.dialect.now}, 0`, sql.list(values))}
       FROM ${sql.dialect.payloadTable('incoming', payloadTableName(incoming))} WHERE TRUE
       ON CONFLICT (${key}) DO UPDATE SET
         ${[':exists', ':reason', ':remedy', ...table.values].map((name) => `${sql.name(name)} = excluded.${sql.name(name)}`).join(', ')}`,
      why.message,
      why.hint,
    )
    await keepParkedNumber(database, table.id)
  }
  return held
}
