import type { OfficeTable } from '../capture/office-table.ts'
import { belongsToStores, freeName } from '../capture/replicated-table.ts'
import { withoutCapture } from '../capture/without-capture.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { Guid, StoreNumber } from '../model/ids.ts'
import { readSetAside } from './set-aside.ts'
import { BY_NUMBER, type StoreLink } from './store-links.ts'

/** A store that transmits no more. Its row stays for good, so that its rows and its conflicts keep its name. */
export type RetiredStore = {
  id: number
  guid: Guid
  number: StoreNumber
  name: string
  /** Office clock, milliseconds. */
  retiredAt: number
  /** Its rows are kept in the tables of the office. */
  rowsKept: boolean
  /** Its number is free again, and lists no longer show it. */
  forgotten: boolean
  /** Its files were deleted from the site, and word was left for it there. */
  cleaned: boolean
}

type Row = Record<'id' | 'retired_at' | 'rows_kept' | 'forgotten' | 'cleaned', bigint> &
  Record<'guid' | 'number' | 'name', string>

export async function readRetired(database: Database): Promise<RetiredStore[]> {
  const rows = await database.all<Row>(
    `SELECT id, guid, number, name, retired_at, rows_kept, forgotten, cleaned FROM ${OWN_PREFIX}stores
     WHERE retired_at IS NOT NULL ORDER BY ${BY_NUMBER}, id`,
  )
  return rows.map((row) => ({
    id: Number(row.id),
    guid: Guid.parse(row.guid),
    number: StoreNumber.parse(row.number),
    name: row.name,
    retiredAt: Number(row.retired_at),
    rowsKept: row.rows_kept === 1n,
    forgotten: row.forgotten === 1n,
    cleaned: row.cleaned === 1n,
  }))
}

/** What becomes of the rows of a store that is retired. */
export type RowsOfRetired = 'keep' | 'delete'

/**
 * Ends the exchange with a store for good: from now on nothing is taken from it and nothing is sent to it. Its open conflicts are settled:
 * the office's values stand, and the store's can be put back. The next transmission cleans up the site. Inside a transaction.
 */
export async function retireStore(
  database: Database,
  { id }: Pick<StoreLink, 'id'>,
  { forgotten, now }: { forgotten: boolean; now: number },
): Promise<void> {
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET retired_at = $2, forgotten = $3 WHERE id = $1`,
    id,
    now,
    forgotten ? 1 : 0,
  )
  await database.run(`UPDATE ${OWN_PREFIX}conflicts SET outcome = 'office' WHERE store = $1 AND outcome = 'open'`, id)
  for (const table of ['outbox', 'site_use', 'comparisons', 'ranges', 'differences'])
    await database.run(`DELETE FROM ${OWN_PREFIX}${table} WHERE store = $1`, id)
}

/** A table in which every row belongs to a store. `log` null: it is not transmitted any more. */
type PerStore = { name: string; guidColumn: string; log: string | null; lookup: boolean }

async function perStoreTables(database: Database, tables: Iterable<OfficeTable>): Promise<PerStore[]> {
  const found: PerStore[] = []
  for (const { name, guidColumn, log, sharing } of tables)
    if (guidColumn !== null) found.push({ name, guidColumn, log, lookup: sharing === 'lookup' })
  for (const { keptAs, sharing, description } of await readSetAside(database)) {
    if (!belongsToStores(sharing) || found.some(({ name }) => name === keptAs)) continue
    found.push({ name: keptAs, guidColumn: freeName('store_guid', description.columns), log: null, lookup: false })
  }
  const there = new Set((await database.tables()).map(({ name }) => name))
  return found.filter(({ name }) => there.has(name))
}

/** Rows that belong to a store, table by table; tables without any are left out. */
export async function countRowsOf(
  database: Database,
  tables: Iterable<OfficeTable>,
  guid: Guid,
): Promise<{ table: string; rows: number }[]> {
  const { quote } = database.dialect
  const counts: { table: string; rows: number }[] = []
  for (const { name, guidColumn } of await perStoreTables(database, tables)) {
    const found = await database.get<{ n: bigint }>(
      `SELECT count(*) AS n FROM ${quote(name)} WHERE ${quote(guidColumn)} = $1`,
      guid,
    )
    const rows = Number(found?.n)
    if (rows > 0) counts.push({ table: name, rows })
  }
  return counts
}

/**
 * Deletes the rows that belong to a retired store; where other stores see them, they are deleted there too. Inside a transaction.
 * Returns how many.
 */
export async function deleteRowsOf(database: Database, tables: Iterable<OfficeTable>, guid: Guid): Promise<number> {
  const { quote } = database.dialect
  let deleted = 0
  for (const { name, guidColumn, log, lookup } of await perStoreTables(database, tables)) {
    const remove = () => database.run(`DELETE FROM ${quote(name)} WHERE ${quote(guidColumn)} = $1`, guid)
    // Other stores hear of it by the row log; of rows that only this store had, nobody needs to hear.
    deleted += lookup ? await remove() : await withoutCapture(database, remove)
    if (log !== null && !lookup) await database.run(`DELETE FROM ${log} WHERE ${quote(guidColumn)} = $1`, guid)
  }
  await database.run(`UPDATE ${OWN_PREFIX}stores SET rows_kept = 0 WHERE guid = $1`, guid)
  return deleted
}

/** Takes a retired store off the lists, and makes its number free. */
export async function forgetStore(database: Database, { id }: RetiredStore): Promise<void> {
  await database.run(`UPDATE ${OWN_PREFIX}stores SET forgotten = 1 WHERE id = $1`, id)
}

export async function noteCleaned(database: Database, { id }: RetiredStore): Promise<void> {
  await database.run(`UPDATE ${OWN_PREFIX}stores SET cleaned = 1 WHERE id = $1`, id)
}
