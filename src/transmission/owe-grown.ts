import type { OfficeTable } from '../capture/office-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { TableDescription } from '../model/table.ts'
import type { StoreLink } from './store-links.ts'

/**
 * A store announces tables or columns it did not have: what the office has of them already was never sent to it, and is owed from
 * now on. Inside the transaction that applies the announcement. `link`: as it was before; `schema`: what is announced now. Returns
 * the tick up to which the store was sent everything.
 */
export async function oweGrown(
  database: Database,
  tables: Map<string, OfficeTable>,
  link: StoreLink,
  schema: readonly TableDescription[],
): Promise<number> {
  let { sentTick } = link
  if (sentTick === 0) return 0 // nothing was sent yet, so all of it is owed anyway
  for (const announced of schema) {
    const table = tables.get(announced.name)
    if (!table) continue
    const known = link.schema.find(({ name }) => name === announced.name)
    const grown = announced.columns
      .map(({ name }) => name)
      .filter((name) => table.values.includes(name) && !known?.columns.some((column) => column.name === name))
    if (known && grown.length === 0) continue
    if (known) await oweValues(database, table, link, grown)
    const first = await firstTick(database, table, link, known ? grown : [])
    if (first === null || first > sentTick) continue
    sentTick = Math.max(first - 1, 0)
    await oweFrom(database, link.id, sentTick)
  }
  return sentTick
}

const filled = (sql: SqlText, columns: string[]): string =>
  sql.each(columns, (name) => `${sql.name(name, 'o')} IS NOT NULL`, ' OR ', 'TRUE')

/** Tick of the oldest change of a row that may be owed, in which one of the columns has a value; none named: of any such row. */
async function firstTick(
  database: Database,
  table: OfficeTable,
  link: StoreLink,
  columns: string[],
): Promise<number | null> {
  const sql = new SqlText(database.dialect)
  const holds = `EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS o
    WHERE ${sql.sameKey(table.officeKey, 'o', 'l')} AND (${filled(sql, columns)}))`
  const alone = table.guidColumn !== null && table.sharing === 'store'
  const own = alone ? `${sql.name(table.guidColumn as string, 'l')} = $1 AND l.":origin" IS NULL` : '$1 IS NOT NULL'
  const found = await database.get<{ tick: bigint | null }>(
    `SELECT min(l.":tick") AS tick FROM ${table.log} AS l WHERE ${own} ${columns.length ? `AND ${holds}` : ''}`,
    link.guid,
  )
  return found?.tick == null ? null : Number(found.tick)
}

/**
 * Rows that the store itself changed last would not go back to it; the new columns came from elsewhere. Of its own rows nothing
 * needs to stand in the row log, not even of those that the office gave a value it could not be told.
 */
async function oweValues(database: Database, table: OfficeTable, link: StoreLink, columns: string[]): Promise<void> {
  const sql = new SqlText(database.dialect)
  const tick = `(SELECT tick FROM ${OWN_PREFIX}state)`
  await database.run(
    `UPDATE ${table.log} AS l SET ":origin" = NULL, ":tick" = ${tick}
     WHERE ":origin" = $1 AND EXISTS (
       SELECT 1 FROM ${sql.name(table.name)} AS o WHERE ${sql.sameKey(table.officeKey, 'o', 'l')} AND (${filled(sql, columns)}))`,
    link.id,
  )
  if (table.guidColumn === null) return
  await database.run(
    `INSERT INTO ${table.log} (${sql.list(table.officeKey)}, ":tick", ":origin", ":at", ":gone")
     SELECT ${sql.list(table.officeKey, 'o')}, ${tick}, NULL, 0, 0 FROM ${sql.name(table.name)} AS o
     WHERE ${sql.name(table.guidColumn, 'o')} = $1 AND (${filled(sql, columns)})
     ON CONFLICT DO NOTHING`,
    link.guid,
  )
}

/** Everything after this tick is listed for the store again; what was being listed is part of that. */
const oweFrom = (database: Database, store: number, sentTick: number): Promise<number> =>
  database.run(`UPDATE ${OWN_PREFIX}stores SET due = '', sent_tick = $2 WHERE id = $1`, store, sentTick)

/**
 * A store may have forgotten what it knew of other stores' rows, and is owed all of them: it has refilled the office, which was restored, or
 * works by a setup that the office has forgotten. That is everything that stands in a row log, for it is not told apart from the rest.
 */
export async function oweElsewhere(database: Database, link: StoreLink): Promise<void> {
  if (await database.get(`SELECT 1 AS one FROM ${OWN_PREFIX}tables WHERE sharing = 'lookup'`))
    await oweFrom(database, link.id, 0)
}
