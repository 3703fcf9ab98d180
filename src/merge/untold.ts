import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { Judge } from './judge.ts'
import { VISITING } from './visiting.ts'

/**
 * Condition that a judged row holds something in a column that the store does not have, and that the office may have typed it: the
 * store, which says now what else stands in the row, has not seen it. What it held before its program dropped the column is none
 * of these.
 */
export function holdsUntold(judge: Judge): string {
  const { sql, table, missing } = judge
  if (missing.length === 0) return 'FALSE'
  return `(j.":untold" AND EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS o WHERE ${sql.sameKey(table.officeKey, 'o', 'j')}
    AND (${sql.each(missing, (name) => `${sql.name(name, 'o')} IS NOT NULL`, ' OR ')})))`
}

/**
 * For a column that the store does not have, the condition that it has not seen what the office's row holds there. In a table that all
 * share that is whatever another store can have put there; a column that every store's program has dropped holds what all have seen.
 * `untold`: the condition that the office may have typed there.
 */
export async function unseenBy(
  database: Database,
  judge: Judge,
  untold = judge.untold,
): Promise<(column: string) => string> {
  const { sql, table, missing } = judge
  const elsewhere = new Set<string>()
  if (table.guidColumn === null && missing.length > 0) {
    const rows = await database.all<{ name: string }>(
      `SELECT DISTINCT c.value ->> 'name' AS name
       FROM ${sql.dialect.temporaryTable(VISITING)} AS v CROSS JOIN ${OWN_PREFIX}stores AS s
       JOIN json_each(s.schema) AS t JOIN json_each(t.value, '$.columns') AS c
       WHERE s.id <> v.store AND t.value ->> 'name' = $1`,
      table.name,
    )
    for (const { name } of rows) elsewhere.add(name)
  }
  return (column) => `(${sql.name(column, 'o')} IS NOT NULL AND ${elsewhere.has(column) ? 'TRUE' : untold})`
}
