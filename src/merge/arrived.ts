import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database } from '../databases/database.ts'
import { type PayloadTable, payloadTableName } from '../model/payload-contents.ts'
import { type ArrivedTable, makeArrived } from './arrived-table.ts'
import { type KeyRange, readRange, withinRange } from './key-range.ts'
import { unpark } from './unpark.ts'

/**
 * Collects what the office says of a table's rows: those of the payload, and parked rows of earlier payloads that it says
 * nothing new about, for another try; and, where the payload holds all rows of a range of keys, those here that it does not
 * hold. Columns: key, ":exists", values.
 */
export async function collectArrived(
  database: Database,
  table: ReplicatedTable,
  payloadTables: PayloadTable[],
): Promise<ArrivedTable | null> {
  const sql = new SqlText(database.dialect)
  const { parked } = storeNames(table.id)
  const put = payloadTables.find((incoming) => incoming.name === table.name && incoming.operation === 'put')
  const removed = payloadTables.find((incoming) => incoming.name === table.name && incoming.operation === 'remove')
  const range = await readRange(database, table, payloadTables)
  const waiting = await database.get(`SELECT 1 AS one FROM ${parked} LIMIT 1`)
  if (!put?.rows && !removed?.rows && !range && !waiting) return null

  const values = put && put.rows > 0 ? put.values.filter((name) => table.values.includes(name)) : table.values
  const arrived = await makeArrived(database, table, 'arrived')
  const key = sql.list(table.keyNames)
  const from = (incoming: PayloadTable) => database.dialect.payloadTable('incoming', payloadTableName(incoming))
  const columns = (exists: 0 | 1) => commas(key, String(exists), exists ? sql.list(values) : '')
  let rows = 0
  if (put?.rows)
    rows += await database.run(
      `INSERT INTO ${arrived} (${commas(key, '":exists"', sql.list(values))}) SELECT ${columns(1)} FROM ${from(put)}`,
    )
  if (removed?.rows)
    rows += await database.run(`INSERT INTO ${arrived} (${key}, ":exists") SELECT ${columns(0)} FROM ${from(removed)}`)
  if (range) rows += await collectMissing(database, table, arrived, range)
  if (waiting) {
    // What the payload says of a whole range of keys outdates what was parked of it.
    const told = range ? withinRange(sql, table, 'p', range, 1) : { condition: 'FALSE', bound: [] }
    rows += await database.run(
      `INSERT INTO ${arrived} (${commas(key, '":exists"', sql.list(table.values))})
       SELECT ${commas(key, '":exists"', sql.list(table.values))} FROM ${parked} AS p WHERE NOT (${told.condition})
       ON CONFLICT DO NOTHING`,
      ...told.bound,
    )
  }
  const parkedBefore = waiting ? await unpark(database, table, 'was_parked') : null
  return { table, values, arrived, parkedBefore, rows }
}

/** Rows of this database in the range that did not arrive: the office does not have them. */
async function collectMissing(
  database: Database,
  table: ReplicatedTable,
  arrived: string,
  range: KeyRange,
): Promise<number> {
  const sql = new SqlText(database.dialect)
  const { condition, bound } = withinRange(sql, table, 'live', range, 1)
  return database.run(
    `INSERT INTO ${arrived} (${commas(sql.list(table.keyNames), '":exists"')})
     SELECT ${commas(sql.list(table.keyNames, 'live'), '0')} FROM ${sql.name(table.name)} AS live
     WHERE ${condition} AND ${transmits(sql, table, 'live')} AND ${sql.each(table.keyNames, (name) => `${sql.name(name, 'live')} IS NOT NULL`, ' AND ')}
     ON CONFLICT DO NOTHING`,
    ...bound,
  )
}
