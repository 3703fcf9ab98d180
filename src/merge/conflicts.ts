import { type OfficeTable, withoutPuttingBack } from '../capture/office-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { restoreLastImage, rowCondition } from './conflict-row.ts'

/** A value that lost, or a question that waits for a person. Times are milliseconds on the office's clock. */
export type Conflict = {
  id: number
  table: string
  storeNumber: string
  storeGuid: string
  /** SQL literals, comma-separated, in key order: 42, 'A-1'. */
  rowKey: string
  /** Null: the whole row. */
  column: string | null
  kind: string
  base: Value
  officeValue: Value
  storeValue: Value
  officeAt: number | null
  /** Number of the store that the office's value came from; null: the office itself, or nobody knows. */
  officeStore: string | null
  storeAt: number | null
  rule: string
  outcome: 'office' | 'store' | 'open' | 'decided'
  decided: Value
  decidedAt: number | null
  noticedAt: number
  /** What was put back after it had lost; of a whole row: 'row' or 'removal'. Null with `putBackAt` null: nothing. */
  putBack: Value
  putBackAt: number | null
}

/** What a person chose: one of the two sides, or a third value. */
export type Decision = { take: 'office' } | { take: 'store' } | { value: Value }

export const SELECT_CONFLICT = `SELECT c.*, s.number AS store_number, s.guid AS store_guid, other.number AS office_number
  FROM ${OWN_PREFIX}conflicts AS c JOIN ${OWN_PREFIX}stores AS s ON s.id = c.store
  LEFT JOIN ${OWN_PREFIX}stores AS other ON other.id = c.office_store`

/** Oldest first. `search`: as `conflictWords`; '' = all. */
export async function listConflicts(database: Database, which: 'open' | 'all', search = ''): Promise<Conflict[]> {
  const { where, values } = conflictWords(search, 0)
  const open = which === 'open' ? `c.outcome = 'open'` : 'TRUE'
  return (await database.all(`${SELECT_CONFLICT} WHERE ${open} AND ${where} ORDER BY c.id`, ...values)).map(conflictOf)
}

/**
 * A condition that all words of `search` fulfil, in any order: each stands in the table, the column, the key of the row, the
 * store's number or name, or one of the values. `bound`: values that the statement binds before.
 */
export function conflictWords(search: string, bound: number): { where: string; values: string[] } {
  const values = search.split(/\s+/).filter((word) => word !== '')
  const text = (name: string) => `COALESCE(CASE WHEN typeof(${name}) <> 'blob' THEN ${name} END, '')`
  const told = ['c.office_value', 'c.store_value', 'c.base', 'c.decided'].map(text).join(` || ' ' || `)
  const line = `lower(c.table_name || '.' || COALESCE(c.column_name, '') || ' ' || c.row_key || ' ' || s.number || ' ' || s.name || ' ' || ${told})`
  const conditions = values.map((_, i) => `instr(${line}, lower($${bound + i + 1})) > 0`)
  return { where: conditions.length > 0 ? conditions.join(' AND ') : 'TRUE', values }
}

export async function readConflict(database: Database, id: number): Promise<Conflict> {
  const row = await database.get(`${SELECT_CONFLICT} WHERE c.id = $1`, id)
  if (row) return conflictOf(row)
  throw new CentralOfficeError('CONFLICT_UNKNOWN', `There is no conflict with the number ${id}.`, {
    hint: 'See the list with: central-office conflicts list',
  })
}

const time = (value: Value | undefined): number | null => (value == null || value === 0n ? null : Number(value))

export const conflictOf = (row: Record<string, Value>): Conflict => ({
  id: Number(row.id),
  table: String(row.table_name),
  storeNumber: String(row.store_number),
  storeGuid: String(row.store_guid),
  rowKey: String(row.row_key),
  column: row.column_name === null ? null : String(row.column_name),
  kind: String(row.kind),
  base: row.base ?? null,
  officeValue: row.office_value ?? null,
  storeValue: row.store_value ?? null,
  officeAt: time(row.office_at),
  officeStore: row.office_number == null ? null : String(row.office_number),
  storeAt: time(row.store_at),
  rule: String(row.rule),
  outcome: row.outcome as Conflict['outcome'],
  decided: row.decided ?? null,
  decidedAt: time(row.decided_at),
  noticedAt: Number(row.noticed_at),
  putBack: row.put_back ?? null,
  putBackAt: time(row.put_back_at),
})

/** Carries out a decision, inside a transaction, as an edit of the office's own, and marks the conflict as decided. */
export async function decideConflict(
  database: Database,
  tables: Map<string, OfficeTable>,
  id: number,
  decision: Decision,
  now: number,
): Promise<Conflict> {
  const conflict = await readConflict(database, id)
  if (conflict.outcome !== 'open')
    throw new CentralOfficeError('CONFLICT_SETTLED', `The conflict ${id} is settled already.`, {
      hint: 'See what came of it with: central-office conflicts show NUMBER',
    })
  const table = tables.get(conflict.table)
  if (!table) throw unknownTable(conflict.table)
  const { column } = conflict
  if (column === null) await decideRow(database, table, conflict, decision)
  else await withoutPuttingBack(database, table, () => decideColumn(database, table, conflict, column, decision))
  const decided =
    'value' in decision ? decision.value : decision.take === 'store' ? conflict.storeValue : conflict.officeValue
  await database.run(
    `UPDATE ${OWN_PREFIX}conflicts SET outcome = 'decided', decided = $2, decided_at = $3 WHERE id = $1`,
    id,
    decided,
    now,
  )
  return readConflict(database, id)
}

async function decideColumn(
  database: Database,
  table: OfficeTable,
  conflict: Conflict,
  column: string,
  decision: Decision,
): Promise<void> {
  if ('take' in decision && decision.take === 'office') return // the office's value stands everywhere already
  if (!table.values.includes(column)) throw columnLeftOut(conflict, column)
  const sql = new SqlText(database.dialect)
  const value = 'value' in decision ? decision.value : conflict.storeValue
  const update = `UPDATE ${sql.name(table.name)} SET ${sql.name(column)} = $1 WHERE ${rowCondition(sql, table, conflict)}`
  if ((await database.run(update, value)) > 0) return
  await bringBack(database, table, conflict)
  await database.run(update, value)
}

/** The only question about a whole row: the store deleted it, the office changed it. */
async function decideRow(
  database: Database,
  table: OfficeTable,
  conflict: Conflict,
  decision: Decision,
): Promise<void> {
  if ('value' in decision)
    throw new CentralOfficeError(
      'USAGE',
      `The conflict ${conflict.id} is about a whole row, which has no single value.`,
      {
        hint: 'Decide with --take office (keep the row) or --take store (delete it).',
      },
    )
  if (decision.take === 'office') return
  const sql = new SqlText(database.dialect)
  await database.run(`DELETE FROM ${sql.name(table.name)} WHERE ${rowCondition(sql, table, conflict)}`)
}

/** Puts a row deleted at the office back as it last was. */
async function bringBack(database: Database, table: OfficeTable, conflict: Conflict): Promise<void> {
  if (await restoreLastImage(database, table, conflict)) return
  throw new CentralOfficeError(
    'CONFLICT_UNKNOWN',
    `The row of conflict ${conflict.id} is gone and cannot be brought back.`,
    {
      hint: 'Decide with --take office, and enter the row anew where it is wanted.',
    },
  )
}

const columnLeftOut = ({ id, table }: Conflict, column: string): CentralOfficeError =>
  new CentralOfficeError(
    'CONFLICT_UNKNOWN',
    `In conflict ${id} there is nothing left to decide: the table ${table} transmits no column ${column} any more.`,
    { hint: `Let what the office has stand: central-office conflicts resolve ${id} --take office` },
  )

export const unknownTable = (name: string): CentralOfficeError =>
  new CentralOfficeError('TABLE_UNKNOWN', `The office has no table ${name}.`, {
    hint: 'See the list with: central-office replica list',
  })
