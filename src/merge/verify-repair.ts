import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { PayloadTable } from '../model/payload-contents.ts'
import { readRepairs } from './verify-payload.ts'
import { listOpen } from './verify-rows.ts'

const DIFFERENCES = `${OWN_PREFIX}differences`
const KEYS_A_STATEMENT = 100

/** Keeps the keys of rows that the office wants to have settled, until the next payload is made. Inside a transaction. */
export async function keepRepairs(database: Database, incomingTables: PayloadTable[]): Promise<void> {
  for (const incoming of incomingTables) {
    if (incoming.operation !== 'repair' || incoming.rows === 0) continue
    for (const key of await readRepairs(database, incoming))
      await database.run(
        `INSERT INTO ${DIFFERENCES} (store, table_name, row_key, kind) VALUES (0, $1, $2, 'repair')
         ON CONFLICT DO UPDATE SET batch = NULL`,
        incoming.name,
        key,
      )
  }
}

/**
 * Makes the rows that are to be settled go with payload `making`, inside the transaction that makes it and before changes are
 * put into it: those this store holds as if they were new here, at an unknown time, so that the office's rules settle them and keep
 * what loses; and every one is asked for, so that the outcome comes back. Rows that are on their way already, or parked, are let be.
 */
export async function markRepairs(database: Database, tables: ReplicatedTable[], making: number): Promise<void> {
  await database.run(`DELETE FROM ${DIFFERENCES} WHERE store = 0 AND batch < $1`, making)
  for (const table of tables) {
    const wanted = await database.all<{ row_key: string }>(
      `SELECT row_key FROM ${DIFFERENCES} WHERE store = 0 AND table_name = $1`,
      table.name,
    )
    if (wanted.length === 0) continue
    const sql = new SqlText(database.dialect)
    const open = await listOpen(database, table)
    const key = sql.list(table.keyNames)
    for (let i = 0; i < wanted.length; i += KEYS_A_STATEMENT) {
      const keys = wanted.slice(i, i + KEYS_A_STATEMENT).map(({ row_key }) => `(${row_key})`)
      await database.run(
        `INSERT INTO ${storeNames(table.id).pending} (${commas(key, '":existed", ":at", ":skipped"')})
         SELECT *, 0, 0, 1 FROM (VALUES ${keys.join(', ')}) AS wanted
         WHERE (${sql.list(table.keyNames.map((_, at) => `column${at + 1}`))}) NOT IN (SELECT ${key} FROM ${open})
         ON CONFLICT DO NOTHING`,
      )
    }
    await database.run(`UPDATE ${DIFFERENCES} SET batch = $2 WHERE store = 0 AND table_name = $1`, table.name, making)
  }
}
