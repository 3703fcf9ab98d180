import type { Database } from '../databases/database.ts'
import { guidOf, type Judge } from './judge.ts'
import { holdsUntold } from './untold.ts'
import { VISITING } from './visiting.ts'

/**
 * Notes judged rows in the row log as changed in this merge, after they were changed. A row whose outcome the store does not hold
 * (contested), or for which an older foreign change is still to come to it (due), goes to every store, this one included;
 * any other is not echoed to where it came from.
 */
export async function logJudged(
  database: Database,
  judge: Judge,
  rows: { changed: string; contested: string; where?: string },
): Promise<void> {
  const { sql, table } = judge
  const forAll = `(${rows.contested} OR j.":due")`
  const where = rows.where ? ` AND ${rows.where}` : ''
  const key = sql.list(table.officeKey)
  const images = table.values.map((name) => `, ${sql.name(name)} = NULL`).join('')
  const untold = holdsUntold(judge)
  // A store's own row that it holds already needs no entry: nobody else gets it.
  const entry = table.sharing === 'store' ? `(${forAll} OR ${untold})` : `(${rows.changed} OR ${rows.contested})`
  await database.run(`
    INSERT INTO ${table.log} (${key}, ":tick", ":origin", ":by", ":at", ":gone", ":untold")
    SELECT ${sql.list(table.officeKey, 'j')}, v.tick, CASE WHEN ${forAll} THEN NULL ELSE v.store END,
      CASE WHEN ${rows.changed} AND (j.":at" > j.":log_at" OR j.":log_at" = 0
          OR (j.":at" = j.":log_at" AND v.guid > ${guidOf('j.":log_by"')})) THEN v.store ELSE j.":log_by" END,
      CASE WHEN ${rows.changed} AND j.":at" > j.":log_at" THEN j.":at" ELSE j.":log_at" END, 0, ${untold}
    FROM ${judge.judged} AS j CROSS JOIN ${sql.dialect.temporaryTable(VISITING)} AS v
    WHERE (${rows.changed} OR ${rows.contested}) AND ${entry}${where}
    ON CONFLICT (${key}) DO UPDATE SET ":tick" = excluded.":tick", ":origin" = excluded.":origin",
      ":by" = excluded.":by", ":at" = excluded.":at", ":gone" = 0, ":untold" = excluded.":untold"${images}`)
  if (table.sharing === 'store')
    await database.run(`
      DELETE FROM ${table.log} WHERE (${key}) IN (
        SELECT ${sql.list(table.officeKey, 'j')} FROM ${judge.judged} AS j
        WHERE ${rows.changed} AND NOT (${forAll} OR ${untold})${where})`)
}

/** Owes the office's state of judged rows to every store, the visiting one included; their last image, if any, is kept. */
export async function oweJudged(database: Database, judge: Judge, where: string): Promise<void> {
  const { sql, table } = judge
  const key = sql.list(table.officeKey)
  await database.run(`
    INSERT INTO ${table.log} (${key}, ":tick", ":origin", ":at", ":gone")
    SELECT ${sql.list(table.officeKey, 'j')}, v.tick, NULL, 0, 0
    FROM ${judge.judged} AS j CROSS JOIN ${sql.dialect.temporaryTable(VISITING)} AS v WHERE ${where}
    ON CONFLICT (${key}) DO UPDATE SET ":tick" = excluded.":tick", ":origin" = NULL`)
}

/** Notes judged rows as deleted, with their last image; to be called before they are deleted. */
export async function logDeleted(database: Database, judge: Judge, where: string): Promise<void> {
  const { sql, table } = judge
  const key = sql.list(table.officeKey)
  const written = [':tick', ':origin', ':by', ':at', ':gone', ':untold', ...table.values]
  const needed = table.sharing === 'store' ? 'j.":due"' : 'TRUE'
  await database.run(`
    INSERT INTO ${table.log} (${key}, ${sql.list(written)})
    SELECT ${sql.list(table.officeKey, 'j')}, v.tick, CASE WHEN j.":due" THEN NULL ELSE v.store END, v.store, j.":at", 1, 0
      ${table.values.map((name) => `, ${sql.name(name, 'o')}`).join('')}
    FROM ${judge.judged} AS j CROSS JOIN ${sql.dialect.temporaryTable(VISITING)} AS v
    JOIN ${sql.name(table.name)} AS o ON ${sql.sameKey(table.officeKey, 'o', 'j')}
    WHERE ${where} AND ${needed}
    ON CONFLICT (${key}) DO UPDATE SET ${sql.each(written, (name) => `${sql.name(name)} = excluded.${sql.name(name)}`)}`)
  if (table.sharing === 'store')
    await database.run(`
      DELETE FROM ${table.log} WHERE (${key}) IN (
        SELECT ${sql.list(table.officeKey, 'j')} FROM ${judge.judged} AS j WHERE ${where} AND NOT j.":due")`)
}
