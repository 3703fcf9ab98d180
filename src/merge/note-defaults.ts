import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database } from '../databases/database.ts'
import { type ArrivedTable, untoldOf } from './arrived-table.ts'
import { sameRow } from './up-export.ts'

/**
 * The office may not know a column yet that the shop has just got. Lists the rows that will be new to the two together, without it, in a
 * temporary table: those about to be written, and those that were kept back here (":kept"). Returns its name, or null where there are none.
 */
export async function listNewWithout(database: Database, arrival: ArrivedTable): Promise<string | null> {
  if (untoldOf(arrival).length === 0) return null
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const fresh = database.dialect.temporaryTable(`fresh_${table.id}`)
  await database.script(`DROP TABLE IF EXISTS ${fresh}; CREATE TABLE ${fresh} (${sql.list(table.keyNames)}, ":kept")`)
  const first = sql.name(table.keyNames[0] as string, 'live')
  const listed = await database.run(
    `INSERT INTO ${fresh} SELECT ${sql.list(table.keyNames, 'a')}, ${first} IS NOT NULL
     FROM ${arrived} AS a LEFT JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'a')}
     WHERE a.":exists" = 1 AND (${first} IS NULL OR NOT ${transmits(sql, table, 'live')})`,
  )
  return listed > 0 ? fresh : null
}

/**
 * What this database put into such a column by itself, its default, is news to the office: noted as changed from NULL, at time 0,
 * as for the rows that were there when the column came; so is what a row held there that was kept back, and was typed when its last
 * entry says. An entry that is there is about a row unknown to the office, and its images are the office's row by now.
 * Inside the transaction that wrote the rows.
 */
export async function noteDefaults(database: Database, arrival: ArrivedTable, fresh: string): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const { pending, sent } = storeNames(table.id)
  const untold = untoldOf(arrival)
  const key = sql.list(table.keyNames)
  const images = table.values.map((name) => (untold.includes(name) ? 'NULL' : sql.name(name, 'live')))
  const lastIn = (journal: string) =>
    `COALESCE((SELECT MAX(j.":at") FROM ${journal} AS j WHERE ${sql.sameKey(table.keyNames, 'j', 'f')}), 0)`
  await database.run(`
    INSERT INTO ${pending} (${commas(key, '":existed", ":at"', sql.list(table.values))})
    SELECT ${commas(
      sql.list(table.keyNames, 'live'),
      '1',
      `CASE WHEN f.":kept" = 1 THEN MAX(${lastIn(pending)}, ${lastIn(sent)}) ELSE 0 END`,
      ...images,
    )}
    FROM ${fresh} AS f JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'f')}
    WHERE (${untold.map((name) => `${sql.name(name, 'live')} IS NOT NULL`).join(' OR ')})
      AND (${sql.list(table.keyNames, 'f')}) IN (SELECT ${key} FROM ${arrived})
    ON CONFLICT (${key}) DO UPDATE SET ":at" = excluded.":at"`)
}
