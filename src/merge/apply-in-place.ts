import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { sameRow } from './up-export.ts'
import { insertInto, update, type WrittenTable } from './written-table.ts'

/** The usual way: delete, update what differs, insert. */
export async function applyInPlace(database: Database, written: WrittenTable): Promise<void> {
  await deleteRemoved(database, written)
  await writeRows(database, written)
}

export async function deleteRemoved(database: Database, { table, arrived }: WrittenTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const key = sql.list(table.keyNames)
  await database.run(`
    DELETE FROM ${sql.name(table.name)} AS live WHERE EXISTS (
      SELECT 1 FROM ${arrived} AS a WHERE a.":exists" = 0 AND ${sameRow(sql, table, 'a', 'live')})
      AND (${key}) IN (SELECT ${key} FROM ${arrived} WHERE ":exists" = 0)`)
}

export async function writeRows(database: Database, written: WrittenTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { table, values, arrived } = written
  const key = sql.list(table.keyNames)
  if (values.length > 0)
    await database.run(`
      ${update(sql, written)} AS live SET ${values.map((name) => `${sql.name(name)} = ${sql.name(name, 'a')}`).join(', ')}
      FROM ${arrived} AS a
      WHERE ${sameRow(sql, table, 'live', 'a')} AND a.":exists" = 1
        AND (${sql.anyDiffers(
          values,
          table.untyped,
          (name) => sql.name(name, 'live'),
          (name) => sql.name(name, 'a'),
        )})`)
  await database.run(`
    ${insertInto(sql, written)} (${commas(key, sql.list(values))})
    SELECT ${commas(key, sql.list(values))} FROM ${arrived} AS a
    WHERE a.":exists" = 1
      AND NOT EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS live WHERE ${sameRow(sql, table, 'live', 'a')})`)
}
