import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'
import { type PayloadTable, payloadTableName } from '../model/payload-contents.ts'

/** A table at a store while a payload is merged: the rows that are to be written stand in the temporary table `arrived`. */
export type ArrivedTable = {
  table: ReplicatedTable
  /** Transmitted columns that the payload has. */
  values: string[]
  arrived: string
  rows: number
}

/**
 * Collects what the office says of a table's rows: those of the payload, and parked rows of earlier payloads that it says
 * nothing new about, for another try. Columns: key, ":exists", values.
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
  const waiting = await database.get(`SELECT 1 AS one FROM ${parked} LIMIT 1`)
  if (!put?.rows && !removed?.rows && !waiting) return null

  const values = put && put.rows > 0 ? put.values.filter((name) => table.values.includes(name)) : table.values
  const arrived = database.dialect.temporaryTable(`arrived_${table.id}`)
  const key = sql.list(table.keyNames)
  await database.script(`DROP TABLE IF EXISTS ${arrived}`)
  await database.script(
    `CREATE TABLE ${arrived} (${commas(key, '":exists"', sql.list(table.values))}, PRIMARY KEY (${key})) WITHOUT ROWID`,
  )
  const from = (incoming: PayloadTable) => database.dialect.payloadTable('incoming', payloadTableName(incoming))
  const columns = (exists: 0 | 1) => commas(key, String(exists), exists ? sql.list(values) : '')
  let rows = 0
  if (put?.rows)
    rows += await database.run(
      `INSERT INTO ${arrived} (${commas(key, '":exists"', sql.list(values))}) SELECT ${columns(1)} FROM ${from(put)}`,
    )
  if (removed?.rows)
    rows += await database.run(`INSERT INTO ${arrived} (${key}, ":exists") SELECT ${columns(0)} FROM ${from(removed)}`)
  if (waiting) {
    rows += await database.run(`
      INSERT INTO ${arrived} (${commas(key, '":exists"', sql.list(table.values))})
      SELECT ${commas(key, '":exists"', sql.list(table.values))} FROM ${parked} WHERE TRUE ON CONFLICT DO NOTHING`)
    await database.run(`DELETE FROM ${parked}`)
  }
  return { table, values, arrived, rows }
}
