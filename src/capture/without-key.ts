import type { Database } from '../databases/database.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { SqlText } from './sql-text.ts'
import { judgeTables } from './store-tables.ts'
import { nullableKey } from './store-triggers.ts'

/** Counting ends here. */
const MOST_COUNTED = 1000

/** Rows of captured tables that have NULL in their key, 1,000 of a table at most: nobody can tell them apart, so they are not transmitted. */
export async function countWithoutKey(
  database: Database,
  setup: ReplicaSetup,
): Promise<{ table: string; columns: string[]; rows: number }[]> {
  const sql = new SqlText(database.dialect)
  const { captured } = await judgeTables(database, setup)
  const found = []
  for (const { table, live } of captured) {
    const columns = nullableKey(table, live)
    if (columns.length === 0) continue
    const counted = await database.get<{ n: bigint }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${sql.name(table.name)}
         WHERE ${columns.map((name) => `${sql.name(name)} IS NULL`).join(' OR ')} LIMIT ${MOST_COUNTED}) AS some`,
    )
    if (counted?.n) found.push({ table: table.name, columns, rows: Number(counted.n) })
  }
  return found
}
