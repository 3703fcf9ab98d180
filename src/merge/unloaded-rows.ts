import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import { transmits } from '../capture/transmits.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { withinRange } from './key-range.ts'
import { lastLoaded } from './load-export.ts'
import { sameRow } from './up-export.ts'

/** Numbers of the tables of which the office has not got all rows yet, apart from those of which every row has an entry. */
export async function loadingTables(database: Database, tables: ReplicatedTable[]): Promise<Set<number>> {
  const rows = await database.all<{ id: bigint }>(
    `SELECT id FROM ${OWN_PREFIX}tables WHERE loaded IS NULL AND refills = 0`,
  )
  const loading = new Set(rows.map(({ id }) => Number(id)))
  return new Set(
    tables
      .filter(({ id, sharing }) => loading.has(id) && (sharing === 'store' || sharing === 'lookup'))
      .map(({ id }) => id),
  )
}

/**
 * Takes out of what arrived what the office says of rows here that the initial load has not come to: they have no entry, and
 * nobody else knows them yet. They go as new rows, and the office judges them against its own.
 */
export async function setUnloadedAside(database: Database, { table, arrived }: ArrivedTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const range = { after: await lastLoaded(database, table), upTo: null }
  const { condition, bound } = withinRange(sql, table, 'live', range, 1)
  await database.run(
    `DELETE FROM ${arrived} AS a WHERE EXISTS (
       SELECT 1 FROM ${sql.name(table.name)} AS live
       WHERE ${sameRow(sql, table, 'live', 'a')} AND ${condition} AND ${transmits(sql, table, 'live')})`,
    ...bound,
  )
}
