import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'

/** A value that lost, or a question that waits for a person. Times are milliseconds on the office's clock. */
export type Conflict = {
  id: number
  table: string
  storeNumber: string
  storeName: string
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
  officeStoreName: string | null
  storeAt: number | null
  rule: string
  outcome: 'office' | 'store' | 'open' | 'decided'
  /** Of an open one: the office's side is not what it was any more, and is told as it is now; or the row is gone there. */
  moved: 'no' | 'changed' | 'gone'
  decided: Value
  decidedAt: number | null
  noticedAt: number
  /** What was put back after it had lost; of a whole row: 'row' or 'removal'. Null with `putBackAt` null: nothing. */
  putBack: Value
  putBackAt: number | null
}

/** What a person chose: one of the two sides, or a third value. */
export type Decision = { take: 'office' } | { take: 'store' } | { value: Value }

export const SELECT_CONFLICT = `SELECT c.*, s.number AS store_number, s.name AS store_name, s.guid AS store_guid, other.number AS office_number, other.name AS office_name
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
  storeName: String(row.store_name),
  storeGuid: String(row.store_guid),
  rowKey: String(row.row_key),
  column: row.column_name === null ? null : String(row.column_name),
  kind: String(row.kind),
  base: row.base ?? null,
  officeValue: row.office_value ?? null,
  storeValue: row.store_value ?? null,
  officeAt: time(row.office_at),
  officeStore: row.office_number == null ? null : String(row.office_number),
  officeStoreName: row.office_name == null ? null : String(row.office_name),
  storeAt: time(row.store_at),
  rule: String(row.rule),
  outcome: row.outcome as Conflict['outcome'],
  moved: 'no',
  decided: row.decided ?? null,
  decidedAt: time(row.decided_at),
  noticedAt: Number(row.noticed_at),
  putBack: row.put_back ?? null,
  putBackAt: time(row.put_back_at),
})

export const unknownTable = (name: string): CentralOfficeError =>
  new CentralOfficeError('TABLE_UNKNOWN', `The office has no table ${name}.`, {
    hint: 'See the list with: central-office replica list',
  })
