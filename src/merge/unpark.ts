import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'

/**
 * Takes parked rows of a table out of its parked table for another try, those that meet `condition`, and remembers of each its
 * number, since when it is parked and how often it was tried. Returns the temporary table where that stands, whose name begins
 * with `name`.
 */
export async function unpark(
  database: Database,
  table: ReplicatedTable,
  name: string,
  condition = 'TRUE',
): Promise<string> {
  const sql = new SqlText(database.dialect)
  const { parked } = storeNames(table.id)
  const before = database.dialect.temporaryTable(`${name}_${table.id}`)
  await database.script(`DROP TABLE IF EXISTS ${before};
    CREATE TABLE ${before} AS SELECT ${sql.list([...table.keyNames, ':number', ':since', ':tries'])} FROM ${parked}
    WHERE ${condition};
    DELETE FROM ${parked} WHERE ${condition}`)
  return before
}
