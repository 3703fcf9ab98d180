import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
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
 * Takes out of what arrived what the office says of keys that the initial load has not come to. A row that is here goes as a new one,
 * which the office judges against its own. Where none is here, or is any more by then, the office's is asked for once all are loaded:
 * if it were taken at once, what becomes of it here would not be told. A row that the filter keeps back stands in the way as ever.
 */
export async function setUnloadedAside(database: Database, { table, arrived }: ArrivedTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { pending } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const range = { after: await lastLoaded(database, table), upTo: null }
  const { condition, bound } = withinRange(sql, table, 'a', range, 1)
  const here = `SELECT 1 FROM ${sql.name(table.name)} AS live WHERE ${sameRow(sql, table, 'live', 'a')}`
  const beyond = `${condition} AND NOT EXISTS (${here} AND NOT ${transmits(sql, table, 'live')})`
  await database.run(
    `INSERT INTO ${pending} (${key}, ":existed", ":at", ":skipped")
     SELECT ${sql.list(table.keyNames, 'a')}, 0, 0, 1 FROM ${arrived} AS a WHERE ${beyond} AND a.":exists" = 1
     ON CONFLICT (${key}) DO UPDATE SET ":existed" = 0, ":skipped" = 1`,
    ...bound,
  )
  await database.run(`DELETE FROM ${arrived} AS a WHERE ${beyond}`, ...bound)
}
