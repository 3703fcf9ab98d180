import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { Refused } from './refused.ts'
import { sameRow } from './up-export.ts'
import { whyRefused } from './why-refused.ts'
import type { WrittenTable } from './written-table.ts'

/**
 * The way for rows that stand in each other's way (swapped unique values), in a table whose triggers do not run for them: take all
 * of them out, put them back as they are to be, and see which ones a constraint refuses.
 */
export async function applyByReplacing(database: Database, written: WrittenTable): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, values, arrived } = written
  const target = sql.name(table.name)
  const key = sql.list(table.keyNames)
  const whole = database.dialect.temporaryTable(`whole_${table.id}`)
  await database.script(`DROP TABLE IF EXISTS ${whole}`)
  // Columns that are not transmitted keep what the live row has; where there is none, their default.
  const kept = keptColumns(written)
  await database.script(`CREATE TABLE ${whole} AS
    SELECT ${commas(sql.list(table.keyNames, 'a'), sql.list(values, 'a'), sql.list(kept, 'live'))},
      ${sql.name(table.keyNames[0] as string, 'live')} IS NOT NULL AS ":was_there"
    FROM ${arrived} AS a LEFT JOIN ${target} AS live ON ${sameRow(sql, table, 'live', 'a')} WHERE a.":exists" = 1`)
  await database.run(`
    DELETE FROM ${target} AS live WHERE (${key}) IN (SELECT ${key} FROM ${arrived})
      AND EXISTS (SELECT 1 FROM ${arrived} AS a WHERE ${sameRow(sql, table, 'a', 'live')})`)
  for (const wasThere of [1, 0]) {
    const columns = commas(key, sql.list(values), wasThere ? sql.list(kept) : '')
    await database.run(`
      ${database.dialect.insertSkippingRefused} INTO ${target} (${columns})
      SELECT ${columns} FROM ${whole} WHERE ":was_there" = ${wasThere}`)
  }
  const refused = `SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    WHERE a.":exists" = 1 AND NOT EXISTS (SELECT 1 FROM ${target} AS live WHERE ${sameRow(sql, table, 'live', 'a')})`
  return whyRefused(database, written, refused, { table: whole, kept })
}

/** Columns of the live table that the payload does not bring, generated ones apart. */
const keptColumns = ({ table, values, live }: WrittenTable): string[] =>
  (live?.columns ?? [])
    .map((column) => column.name)
    .filter((name) => !values.includes(name) && !table.keyNames.includes(name))
