import type { OfficeTable } from '../capture/office-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { keyType } from '../capture/store-capture.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { type PayloadTable, payloadTableName } from '../model/payload-contents.ts'
import { PARKED, rowSumValues, sumRows } from './verify-rows.ts'
import { keyLiterals, type LiteralRange, officeSide } from './verify-table.ts'

/** `parked at store`: the store's database refuses it as the office has it; no repair settles that. */
export type DifferenceKind = 'missing at store' | 'missing at office' | 'differs' | 'parked at store'

/** A row that store and office do not hold alike. `key`: SQL literals in key order, without the store's GUID. */
export type Difference = {
  table: string
  key: string
  kind: DifferenceKind
  /** Its key has gone to the store to have the row settled. */
  sent: boolean
}

const PARKED_AT_STORE = `'parked at store'`
const DIFFERENCES = `${OWN_PREFIX}differences`

/** Whose rows are compared: the store's number in this database, its GUID, and the tick up to which it had seen everything. */
export type ComparedStore = { id: number; guid: string; seenTick: number }

/**
 * Holds rows that a store lists one by one against the office's, inside the transaction that merges the payload they came in and
 * after its changes were merged: so what the store had seen is known exactly, and a row that is on its way in either
 * direction is never taken for a difference. Keeps those that differ. `values`: the columns that both sides summed.
 */
export async function compareRows(
  database: Database,
  table: OfficeTable,
  values: string[],
  listed: LiteralRange[],
  incoming: PayloadTable | undefined,
  store: ComparedStore,
): Promise<void> {
  const sql = new SqlText(database.dialect)
  const own = database.dialect.temporaryTable(`own_${table.id}`)
  const theirs = database.dialect.temporaryTable(`theirs_${table.id}`)
  const key = sql.list(table.keyNames)
  const typed = table.key.map((column) => `${sql.name(column.name)} ${keyType(column, table)}`)
  for (const name of [own, theirs])
    await database.script(`DROP TABLE IF EXISTS ${name};
      CREATE TABLE ${name} (${commas('":sum"', ...typed)}, PRIMARY KEY (${key})) WITHOUT ROWID`)
  const side = officeSide(sql, table, store.guid, values)
  for (const range of listed)
    for await (const sums of sumRows(database, side, range))
      await database.run(
        `INSERT INTO ${own} VALUES ${rowSumValues(sums)} ON CONFLICT DO NOTHING`,
        ...sums.map(({ sum }) => sum),
      )
  if (incoming)
    await database.run(
      `INSERT INTO ${theirs} SELECT ":sum", ${key}
       FROM ${database.dialect.payloadTable('incoming', payloadTableName(incoming))} WHERE TRUE ON CONFLICT DO NOTHING`,
    )
  const same = sql.sameKey(table.keyNames, 'other', 'd')
  const absent = `${sql.name(table.keyNames[0] as string, 'other')} IS NULL`
  const guid = table.guidColumn === null ? '' : ` AND ${sql.name(table.guidColumn, 'l')} = $2`
  const owed = `COALESCE(l.":tick" > $3 AND l.":origin" IS DISTINCT FROM $1, FALSE)`
  const found = (from: string, beside: string, kind: string, where: string) => `
    INSERT INTO ${DIFFERENCES} (store, table_name, row_key, kind)
    SELECT $1, ${sql.text(table.name)}, ${keyLiterals(sql, table.keyNames, 'd')}, ${kind}
    FROM ${from} AS d LEFT JOIN ${beside} AS other ON ${same}
    LEFT JOIN ${table.log} AS l ON ${sql.sameKey(table.keyNames, 'l', 'd')}${guid}
    WHERE (${where}) AND NOT ${owed} AND $2 <> ''
    ON CONFLICT (store, table_name, row_key) DO UPDATE SET kind = excluded.kind, batch = NULL`
  const { id, guid: named, seenTick } = store
  const isParked = (alias: string) => `${alias}.":sum" = ${sql.text(PARKED)}`
  const atStore = `CASE WHEN ${absent} THEN 'missing at store' WHEN ${isParked('other')} THEN ${PARKED_AT_STORE} ELSE 'differs' END`
  const atOffice = `CASE WHEN ${isParked('d')} THEN ${PARKED_AT_STORE} ELSE 'missing at office' END`
  await database.run(found(own, theirs, atStore, `${absent} OR other.":sum" <> d.":sum"`), id, named, seenTick)
  await database.run(found(theirs, own, atOffice, `${absent} AND d.":sum" IS NOT NULL`), ...[id, named, seenTick])
}

export const forgetDifferences = (database: Database, store: number): Promise<number> =>
  database.run(`DELETE FROM ${DIFFERENCES} WHERE store = $1`, store)

/** How many rows differ, how many of these are parked, and at most `limit` of them, by table and key. */
export async function readDifferences(
  database: Database,
  store: number,
  limit: number,
): Promise<{ total: number; parked: number; rows: Difference[] }> {
  const counted = await database.get<{ n: bigint; parked: bigint }>(
    `SELECT count(*) AS n, count(*) FILTER (WHERE kind = ${PARKED_AT_STORE}) AS parked FROM ${DIFFERENCES} WHERE store = $1`,
    store,
  )
  const rows = await database.all<{ table_name: string; row_key: string; kind: string; batch: bigint | null }>(
    `SELECT table_name, row_key, kind, batch FROM ${DIFFERENCES} WHERE store = $1 ORDER BY table_name, row_key LIMIT $2`,
    store,
    limit,
  )
  return {
    total: Number(counted?.n ?? 0),
    parked: Number(counted?.parked ?? 0),
    rows: rows.map(({ table_name, row_key, kind, batch }) => ({
      table: table_name,
      key: row_key,
      kind: kind as DifferenceKind,
      sent: batch !== null,
    })),
  }
}

/** Keys that are still to go to the store, by table: at most `limit`. `making`: number of the payload that is being made. */
export async function unsentKeys(
  database: Database,
  store: number,
  making: number,
  limit: number,
): Promise<Map<string, string[]>> {
  const rows = await database.all<{ table_name: string; row_key: string }>(
    `SELECT table_name, row_key FROM ${DIFFERENCES} WHERE store = $1 AND kind <> ${PARKED_AT_STORE} AND (batch IS NULL OR batch >= $2) LIMIT $3`,
    store,
    making,
    limit,
  )
  const keys = Map.groupBy(rows, ({ table_name }) => table_name)
  return new Map([...keys].map(([table, some]) => [table, some.map(({ row_key }) => row_key)]))
}

/** Notes that the keys have gone out in a payload. */
export async function noteKeysSent(
  database: Database,
  store: number,
  table: string,
  keys: string[],
  batch: number,
): Promise<void> {
  for (const key of keys)
    await database.run(
      `UPDATE ${DIFFERENCES} SET batch = $4 WHERE store = $1 AND table_name = $2 AND row_key = $3`,
      ...[store, table, key, batch],
    )
}
