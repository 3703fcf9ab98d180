import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { sameRow } from './up-export.ts'

/** The usual way: delete, update what differs, insert. */
export async function applyInPlace(database: Database, { table, values, arrived }: ArrivedTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const target = sql.name(table.name)
  const key = sql.list(table.keyNames)
  await database.run(`
    DELETE FROM ${target} AS live WHERE EXISTS (
      SELECT 1 FROM ${arrived} AS a WHERE a.":exists" = 0 AND ${sameRow(sql, table, 'a', 'live')})
      AND (${key}) IN (SELECT ${key} FROM ${arrived} WHERE ":exists" = 0)`)
  if (values.length > 0)
    await database.run(`
      UPDATE ${target} AS live SET ${values.map((name) => `${sql.name(name)} = ${sql.name(name, 'a')}`).join(', ')}
      FROM ${arrived} AS a
      WHERE ${sameRow(sql, table, 'live', 'a')} AND a.":exists" = 1
        AND (${sql.anyDiffers(
          values,
          table.untyped,
          (name) => sql.name(name, 'live'),
          (name) => sql.name(name, 'a'),
        )})`)
  await database.run(`
    INSERT INTO ${target} (${commas(key, sql.list(values))})
    SELECT ${commas(key, sql.list(values))} FROM ${arrived} AS a
    WHERE a.":exists" = 1 AND NOT EXISTS (SELECT 1 FROM ${target} AS live WHERE ${sameRow(sql, table, 'live', 'a')})`)
}
