import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import { officeHad, transmits } from '../capture/transmits.ts'
import type { Database } from '../databases/database.ts'
import { bytesOf, countFitting, type Fitting } from './fitting.ts'
import type { PayloadWriter } from './payload-writer.ts'
import type { PayloadLimits } from './piece-size.ts'

/**
 * Puts what changed at a store since the last export into the outgoing payload, as batch `batch`. Inside a transaction.
 * Takes touched rows until the payload is full; returns whether more are waiting.
 *
 * Entries move from pending to sent, where they stay until the office has acknowledged the batch: until then the row's
 * image before it is what tells an incoming change from a conflict.
 */
export async function exportChanges(
  database: Database,
  tables: ReplicatedTable[],
  batch: number,
  limits: PayloadLimits,
  writer: PayloadWriter,
): Promise<boolean> {
  let left = limits.rows
  let more = false
  for (const table of tables) {
    const bytes = limits.bytes - (await database.outgoingBytes())
    const fitting = await countFitting(database, touchedRows(database, table), { rows: left, bytes }, writer.empty)
    const moved = fitting.rows > 0 ? await moveToBatch(database, table, batch, fitting) : 0
    left -= moved
    more ||= await hasPending(database, table)
    if (moved > 0) await writeChanges(database, table, batch, writer)
    await writeRefresh(database, table, batch, writer)
  }
  return more
}

/** Touched rows with their images before, for telling how many of them a payload can take. */
function touchedRows(database: Database, table: ReplicatedTable): { bytes: string; source: string } {
  const sql = new SqlText(database.dialect)
  const { pending } = storeNames(table.id)
  return {
    bytes: bytesOf(sql, [...table.keyNames, ...table.values], [pending, 'live']),
    source: `FROM ${pending} LEFT JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', pending)}`,
  }
}

async function moveToBatch(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  { rows, all }: Fitting,
): Promise<number> {
  const sql = new SqlText(database.dialect)
  const { pending, sent } = storeNames(table.id)
  const columns = commas(sql.list(table.keyNames), '":existed", ":at", ":skipped"', sql.list(table.values))
  const moved = await database.run(
    `INSERT INTO ${sent} (":batch", ${columns}) SELECT $1, ${columns} FROM ${pending} LIMIT $2`,
    batch,
    rows,
  )
  if (all) await database.run(`DELETE FROM ${pending}`)
  else
    await database.run(
      `DELETE FROM ${pending} WHERE EXISTS (
         SELECT 1 FROM ${sent} AS s WHERE s.":batch" = $1 AND ${sql.sameKey(table.keyNames, 's', pending)})`,
      batch,
    )
  return moved
}

async function hasPending(database: Database, table: ReplicatedTable): Promise<boolean> {
  return (await database.get(`SELECT 1 AS one FROM ${storeNames(table.id).pending} LIMIT 1`)) !== undefined
}

/** `:skipped` of an entry whose row has gone with a piece of the initial load, in the same batch. */
export const LOADED = 2

/** Compares the image before with the live row: insert, update, delete, or nothing (undone, or come and gone). */
async function writeChanges(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { sent } = storeNames(table.id)
  const { keyNames, values, untyped } = table
  const was = officeHad(sql, table, 's')
  const touched = (existed: 0 | 1, live: 'JOIN' | 'LEFT JOIN') => `
    FROM ${sent} AS s ${live} ${sql.name(table.name)} AS live
      ON ${sameRow(sql, table, 'live', 's')} AND ${transmits(sql, table, 'live')}
    WHERE s.":batch" = $1 AND s.":skipped" < ${LOADED} AND ${existed ? was : `NOT ${was}`}`
  const changed = (column: string) =>
    sql.dialect.differs(sql.name(column, 's'), sql.name(column, 'live'), untyped.has(column))
  const images = values.map((column) => {
    const only = (from: string) => `CASE WHEN ${changed(column)} THEN ${sql.name(column, from)} END`
    return `${only('s')}, ${only('live')}`
  })

  await writer.add(
    'insert',
    table,
    `SELECT ${commas('s.":at"', sql.list(keyNames, 's'), sql.list(values, 'live'))} ${touched(0, 'JOIN')}`,
    batch,
  )
  if (values.length > 0)
    await writer.add(
      'update',
      table,
      `SELECT ${commas('s.":at"', sql.list(keyNames, 's'), ...images)} ${touched(1, 'JOIN')}
         AND (${values.map(changed).join(' OR ')})`,
      batch,
    )
  await writer.add(
    'delete',
    table,
    `SELECT ${commas('s.":at"', sql.list(keyNames, 's'), sql.list(values, 's'))} ${touched(1, 'LEFT JOIN')}
       AND ${sql.name(keyNames[0] as string, 'live')} IS NULL`,
    batch,
  )
}

/**
 * Asks the office again for rows of which an incoming value was set aside for a pending edit (the edit may since have been
 * undone, and nobody would owe the row any more), and for parked rows that were edited here meanwhile. An edit that is still
 * pending after this payload is asked for with its own: if this one were taken back, nothing would tell that it had asked.
 */
async function writeRefresh(
  database: Database,
  table: ReplicatedTable,
  batch: number,
  writer: PayloadWriter,
): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { sent, parked } = storeNames(table.id)
  const due = await database.get(
    `SELECT 1 AS one WHERE EXISTS (SELECT 1 FROM ${sent} WHERE ":skipped" = 1) OR EXISTS (SELECT 1 FROM ${parked})`,
  )
  if (!due) return
  const key = sql.list(table.keyNames)
  await writer.add(
    'refresh',
    table,
    `SELECT ${key} FROM ${sent} WHERE ":skipped" = 1
     UNION SELECT ${sql.list(table.keyNames, 's')} FROM ${sent} AS s
       JOIN ${parked} AS p ON ${sql.sameKey(table.keyNames, 'p', 's')} WHERE s.":batch" = $1`,
    batch,
  )
  await database.run(`UPDATE ${sent} SET ":skipped" = 0 WHERE ":skipped" = 1`)
}

/** Forgets what the office has applied. Inside a transaction. */
export async function forgetAcknowledged(
  database: Database,
  tables: ReplicatedTable[],
  acknowledged: number,
): Promise<void> {
  for (const table of tables)
    await database.run(`DELETE FROM ${storeNames(table.id).sent} WHERE ":batch" <= $1`, acknowledged)
}

/** Matches the live row by its index, and byte by byte where the key's own collation is laxer. */
export const sameRow = (sql: SqlText, table: ReplicatedTable, live: string, other: string): string =>
  sql.sameKey(table.keyNames, live, other) +
  table.collatedKey
    .map((name) => ` AND NOT (${sql.dialect.differs(sql.name(name, live), sql.name(name, other), false)})`)
    .join('')
