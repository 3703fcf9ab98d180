import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { listRefused, type Refused } from './refused.ts'
import { sameRow } from './up-export.ts'
import type { WrittenTable } from './written-table.ts'

/**
 * Rows that were written without an error and are not there as they arrived: a trigger of the shop's kept them out (RAISE(IGNORE)),
 * or its database put something else in their place.
 */
export async function listNotAsArrived(database: Database, written: WrittenTable): Promise<Refused[]> {
  if (!written.triggersRun && !written.orAbort) return []
  const sql = new SqlText(database.dialect)
  const { table, arrived } = written
  const values = written.rewritten ? [] : written.values
  const target = sql.name(table.name)
  const differs = sql.anyDiffers(
    values,
    table.untyped,
    (name) => sql.name(name, 'live'),
    (name) => sql.name(name, 'a'),
  )
  const key = sql.list(table.keyNames, 'a')
  const standing = `SELECT 1 FROM ${target} AS live WHERE ${sameRow(sql, table, 'live', 'a')}`
  return listRefused(
    database,
    written,
    `SELECT ${key} FROM ${arrived} AS a WHERE CASE WHEN a.":exists" = 1
       THEN NOT EXISTS (${standing} AND NOT (${differs})) ELSE EXISTS (${standing}) END`,
    {
      reason: "a trigger of the shop's database kept the change out without an error (RAISE(IGNORE))",
      remedy:
        "If the office's change is to hold all the same, have that trigger skipped for rows from the office: Tables page. Command line: central-office triggers.",
    },
  )
}
