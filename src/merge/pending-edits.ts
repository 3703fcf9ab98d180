import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { EXISTED_AT_OFFICE, officeHad, transmits } from '../capture/transmits.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { type ArrivedTable, untoldOf } from './arrived-table.ts'
import { sameRow } from './up-export.ts'

/**
 * Keeps edits of this store that the office has not judged yet from being overwritten. Along a row's images (before each
 * open batch, before the pending edit, now) whatever changes anywhere is pending: a column, or the row's existence (a row that
 * the filter keeps back is none). From the office is taken what is not pending. Where something was set aside, the row is
 * marked to be asked for again.
 *
 * Leaves in `arrived` the rows to be written, with their final values, and in the temporary table `waiting` which
 * columns are pending. Returns its name, or null where no row is waiting.
 */
export async function setPendingAside(database: Database, arrival: ArrivedTable): Promise<string | null> {
  const { table, arrived } = arrival
  const { pending, sent } = storeNames(table.id)
  const any = await database.get(
    `SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM ${pending}) OR EXISTS (SELECT 1 FROM ${sent})`,
  )
  if (!any) return null
  const waiting = await listWaiting(database, arrival)
  if (waiting === null) return null

  const sql = new SqlText(database.dialect)
  const { keyNames } = table
  const key = sql.list(keyNames)
  for (const journal of [pending, sent])
    await database.run(`
      UPDATE ${journal} SET ":skipped" = 1
      WHERE (${key}) IN (SELECT ${key} FROM ${waiting} WHERE ":existence" = 1 OR ":columns" = 1)`)
  // Its existence is pending; or one side has no row, while values of it are pending on the other.
  await database.run(`
    DELETE FROM ${arrived} WHERE (${key}) IN (
      SELECT ${sql.list(keyNames, 'w')} FROM ${waiting} AS w JOIN ${arrived} AS a ON ${sql.sameKey(keyNames, 'a', 'w')}
      WHERE w.":existence" = 1 OR (w.":columns" = 1 AND (w.":live" = 0 OR a.":exists" = 0)))`)
  const columns = arrival.values
  if (columns.length > 0)
    await database.run(`
      UPDATE ${arrived} AS a
      SET ${columns.map((name) => `${sql.name(name)} = CASE WHEN ${sql.name(name, 'w')} = 1 THEN ${sql.name(name, 'live')} ELSE ${sql.name(name, 'a')} END`).join(', ')}
      FROM ${waiting} AS w JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'w')}
      WHERE ${sql.sameKey(keyNames, 'a', 'w')} AND w.":columns" = 1`)
  return waiting
}

/** Rows that arrived and have open entries, with what is pending of each. */
async function listWaiting(database: Database, arrival: ArrivedTable): Promise<string | null> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const { pending, sent } = storeNames(table.id)
  const { keyNames, values, untyped } = table
  const images = database.dialect.temporaryTable(`images_${table.id}`)
  const waiting = database.dialect.temporaryTable(`waiting_${table.id}`)
  const key = sql.list(keyNames)
  await database.script(`DROP TABLE IF EXISTS ${images}; DROP TABLE IF EXISTS ${waiting}`)
  await database.script(`CREATE TABLE ${images} (${commas(key, '":step", ":existed"', sql.list(values))})`)
  const found = await database.run(`
    INSERT INTO ${images}
    SELECT ${commas(sql.list(keyNames, 'a'), `s.":batch", ${officeHad(sql, table, 's')}`, sql.list(values, 's'))}
    FROM ${OWN_PREFIX}outbox AS batch CROSS JOIN ${arrived} AS a
    JOIN ${sent} AS s ON s.":batch" = batch.number AND ${sql.sameKey(keyNames, 's', 'a')}
    UNION ALL
    SELECT ${commas(sql.list(keyNames, 'a'), `1000000000, ${officeHad(sql, table, 'p')}`, sql.list(values, 'p'))}
    FROM ${pending} AS p JOIN ${arrived} AS a ON ${sql.sameKey(keyNames, 'a', 'p')}`)
  if (found === 0) return null
  await database.run(`
    INSERT INTO ${images}
    SELECT ${commas(sql.list(keyNames, 'k'), `2000000000, ${sql.name(keyNames[0] as string, 'live')} IS NOT NULL AND ${transmits(sql, table, 'live')}`, sql.list(values, 'live'))}
    FROM (SELECT DISTINCT ${key} FROM ${images}) AS k
    LEFT JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'k')}`)
  // What changes in a row while it is kept back is no matter of the office's.
  const both = table.setup.filter === undefined ? '' : '":existed" = 1 AND ":next :existed" = 1 AND '
  const next = (name: string) => `LEAD(${sql.name(name)}) OVER row_by_row`
  const step = (name: string) => sql.name(`:next ${name}`)
  await database.script(`
    CREATE TABLE ${waiting} (${commas(key, '":existence", ":live", ":columns"', sql.list(values))}, PRIMARY KEY (${key})) WITHOUT ROWID`)
  await database.run(`
    INSERT INTO ${waiting} (${commas(key, '":existence", ":live"', sql.list(values), '":columns"')})
    SELECT *, CASE WHEN ${sql.each(values, (name) => `${sql.name(name, 'changes')} = 1`, ' OR ', 'FALSE')} THEN 1 ELSE 0 END
    FROM (
      SELECT ${commas(
        key,
        `MAX(CASE WHEN ":existed" <> ":next :existed" THEN 1 ELSE 0 END) AS ":existence"`,
        `MAX(CASE WHEN ":next :step" = 2000000000 THEN ":next :existed" ELSE 0 END) AS ":live"`,
        ...values.map(
          (name) =>
            `MAX(CASE WHEN ${both}(${sql.dialect.differs(sql.name(name), step(name), untyped.has(name))}) THEN 1 ELSE 0 END) AS ${sql.name(name)}`,
        ),
      )}
      FROM (
        SELECT ${commas('*', `${next(':step')} AS ":next :step"`, `${next(':existed')} AS ":next :existed"`, ...values.map((name) => `${next(name)} AS ${step(name)}`))}
        FROM ${images} WINDOW row_by_row AS (PARTITION BY ${key} ORDER BY ":step")
      ) AS steps
      WHERE ":next :step" IS NOT NULL GROUP BY ${key}
    ) AS changes`)
  return waiting
}

/**
 * Moves the images before along with what was taken from the office, so that what is exported later is compared with
 * what the office has. Rows that were set aside whole, or parked, are no longer in `arrived` and keep theirs. Where the office's row
 * takes the place of none, or of one that was kept back, nothing that the images hold in columns unknown to the office was ever there.
 */
export async function moveImages(database: Database, arrival: ArrivedTable, waiting: string): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { table, arrived, values } = arrival
  const { pending, sent } = storeNames(table.id)
  const existed =
    table.setup.filter === undefined
      ? 'a.":exists"'
      : `CASE WHEN j.":existed" = ${EXISTED_AT_OFFICE} THEN a.":exists" * ${EXISTED_AT_OFFICE} ELSE a.":exists" END`
  for (const journal of [pending, sent])
    await database.run(`
      UPDATE ${journal} AS j
      SET ${commas(
        `":existed" = ${existed}`,
        ...values.map(
          (name) =>
            `${sql.name(name)} = CASE WHEN ${sql.name(name, 'w')} = 1 THEN ${sql.name(name, 'j')} ELSE ${sql.name(name, 'a')} END`,
        ),
        ...untoldOf(arrival).map(
          (name) => `${sql.name(name)} = CASE WHEN w.":live" = 1 THEN ${sql.name(name, 'j')} END`,
        ),
      )}
      FROM ${waiting} AS w JOIN ${arrived} AS a ON ${sql.sameKey(table.keyNames, 'a', 'w')}
      WHERE ${sql.sameKey(table.keyNames, 'j', 'w')}`)
}
