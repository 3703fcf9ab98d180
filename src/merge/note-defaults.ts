import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { sameRow } from './up-export.ts'

const untoldOf = ({ table, values }: ArrivedTable): string[] => table.values.filter((name) => !values.includes(name))

/**
 * The office may not know a column yet that the shop has just got. Lists the rows that are about to be written as new ones without it, in a
 * temporary table. Returns its name, or null where there are none.
 */
export async function listNewWithout(database: Database, arrival: ArrivedTable): Promise<string | null> {
  if (untoldOf(arrival).length === 0) return null
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const fresh = database.dialect.temporaryTable(`fresh_${table.id}`)
  await database.script(`DROP TABLE IF EXISTS ${fresh}; CREATE TABLE ${fresh} (${sql.list(table.keyNames)})`)
  const listed = await database.run(
    `INSERT INTO ${fresh} SELECT ${sql.list(table.keyNames)} FROM ${arrived} AS a
     WHERE ":exists" = 1 AND NOT EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS live WHERE ${sameRow(sql, table, 'live', 'a')})`,
  )
  return listed > 0 ? fresh : null
}

/**
 * What this database put into such a column by itself, its default, is news to the office: noted as changed from NULL, at time 0,
 * as for the rows that were there when the column came. Inside the transaction that wrote the rows.
 */
export async function noteDefaults(database: Database, arrival: ArrivedTable, fresh: string): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const untold = untoldOf(arrival)
  const key = sql.list(table.keyNames)
  const images = table.values.map((name) => (untold.includes(name) ? 'NULL' : sql.name(name, 'live')))
  await database.run(`
    INSERT INTO ${storeNames(table.id).pending} (${commas(key, '":existed", ":at"', sql.list(table.values))})
    SELECT ${commas(sql.list(table.keyNames, 'live'), '1, 0', ...images)}
    FROM ${fresh} AS f JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'f')}
    WHERE (${untold.map((name) => `${sql.name(name, 'live')} IS NOT NULL`).join(' OR ')})
      AND (${sql.list(table.keyNames, 'f')}) IN (SELECT ${key} FROM ${arrived})
    ON CONFLICT (${key}) DO NOTHING`)
}
