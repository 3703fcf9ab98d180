import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import type { UniqueSet } from '../databases/table.ts'
import { commas, type SqlText } from './sql-text.ts'

/** What happens to a row; a row that REPLACE evicts is deleted, a changed key deletes one row and inserts another. */
export type RowEvent = 'insert' | 'update' | 'delete'

/** What a set of capture triggers is made for. */
export type TriggerPlan = {
  table: string
  /** All columns that identify a row here. */
  key: string[]
  /** Key columns that may hold NULL; rows that do cannot be identified and are left alone. */
  nullableKey: string[]
  /** The key is an alias of SQLite's rowid: -1 in a BEFORE INSERT trigger means "not chosen yet". */
  rowidKey: boolean
  uniques: UniqueSet[]
  triggerName: (kind: string) => string
  /** Statement that notes a row. `row`: where its columns stand; `from`: what to select them from ('' = one row as it is). */
  note: (event: RowEvent, row: (column: string) => string, from: string) => string
}

/**
 * The triggers that notice every change, as `CREATE TRIGGER` statements.
 *
 * None of them relies on a conflict clause of its own (`INSERT OR IGNORE`): an outer `INSERT OR REPLACE` would override
 * it (https://sqlite.org/lang_createtrigger.html). They use ON CONFLICT clauses, which an outer statement cannot override.
 * REPLACE removes rows without firing a delete trigger, so what it is about to remove, through the key or through
 * any other unique index, is noted before.
 */
export function captureTriggers(sql: SqlText, plan: TriggerPlan): string[] {
  const { key, nullableKey, triggerName } = plan
  const idle = `NOT EXISTS (SELECT 1 FROM ${OWN_PREFIX}applying)`
  const known = (row: 'OLD' | 'NEW') =>
    nullableKey.map((column) => ` AND ${sql.name(column, row)} IS NOT NULL`).join('')
  const at = (row: string) => (column: string) => sql.name(column, row)
  const trigger = (kind: string, event: string, when: string, body: string[]) =>
    `CREATE TRIGGER ${triggerName(kind)} ${event} ON ${sql.name(plan.table)}
     WHEN ${idle}${when}
     BEGIN
       ${body.join(';\n       ')};
     END`
  // byte by byte: under a NOCASE key, 'abc' made 'ABC' is a change that must travel
  const newKey = sql.anyDiffers(key, new Set(), at('NEW'), at('OLD'))

  const evicted = (columns: string[], condition: string | null) =>
    plan.note(
      'delete',
      at('evicted'),
      `FROM ${sql.name(plan.table)} AS evicted
       WHERE ${columns.map((column) => `${sql.name(column, 'evicted')} = ${sql.name(column, 'NEW')}`).join(' AND ')}
       ${condition === null ? '' : `AND (${condition})`}`,
    )
  const evictedByKey = evicted(key, null)
  const evictedByUniques = plan.uniques.map((unique) => evicted(unique.columns, unique.condition))
  const keyMayExist = plan.rowidKey && plan.uniques.length === 0 ? ` AND ${sql.name(key[0] as string, 'NEW')} >= 0` : ''

  return [
    trigger('replace', 'BEFORE INSERT', keyMayExist, [evictedByKey, ...evictedByUniques]),
    trigger('insert', 'AFTER INSERT', known('NEW'), [plan.note('insert', at('NEW'), '')]),
    trigger('update', 'AFTER UPDATE', `${known('OLD')} AND NOT (${newKey})`, [plan.note('update', at('OLD'), '')]),
    trigger('rekey_from', 'AFTER UPDATE', `${known('OLD')} AND (${newKey})`, [plan.note('delete', at('OLD'), '')]),
    trigger('rekey_to', 'AFTER UPDATE', `${known('NEW')} AND (${newKey})`, [plan.note('insert', at('NEW'), '')]),
    trigger('rekey_replace', 'BEFORE UPDATE', ` AND (${newKey})`, [evictedByKey]),
    ...plan.uniques.map((unique, i) =>
      trigger(
        `unique_${i}`,
        `BEFORE UPDATE OF ${sql.list(unique.columns)}`,
        ` AND (${unique.columns.map((column) => `${sql.name(column, 'NEW')} IS NOT ${sql.name(column, 'OLD')}`).join(' OR ')})`,
        [evictedByUniques[i] as string],
      ),
    ),
    trigger('delete', 'AFTER DELETE', known('OLD'), [plan.note('delete', at('OLD'), '')]),
  ]
}

/** `INSERT INTO target (...) VALUES/SELECT ... ON CONFLICT`, the shape both kinds of capture note a row in. */
export function noteStatement(
  sql: SqlText,
  target: string,
  key: string[],
  columns: { name: string; expression: string }[],
  from: string,
  keyExpression: (column: string) => string,
  onConflict: string,
): string {
  const names = commas(sql.list(key), ...columns.map((column) => sql.name(column.name)))
  const expressions = commas(key.map(keyExpression).join(', '), ...columns.map((column) => column.expression))
  const rows = from === '' ? `VALUES (${expressions})` : `SELECT ${expressions} ${from}`
  return `INSERT INTO ${target} (${names}) ${rows} ON CONFLICT (${sql.list(key)}) ${onConflict}`
}
