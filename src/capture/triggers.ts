import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { commas, type SqlText } from './sql-text.ts'

/** What happens to a row; a row that REPLACE evicts is deleted, a changed key deletes one row and inserts another. */
export type RowEvent = 'insert' | 'update' | 'delete'

/** A way in which REPLACE can evict rows: they have the same key, or the same values in a unique index. */
export type Eviction = {
  /** Condition over `evicted` and the row NEW. */
  where: string
  /** Columns through whose change an update can evict; null where any update can. */
  columns: string[] | null
}

/** What a set of capture triggers is made for. */
export type TriggerPlan = {
  table: string
  /** All columns that identify a row here. */
  key: string[]
  /** Key columns that may hold NULL; rows that do cannot be identified and are left alone. */
  nullableKey: string[]
  /** The key is an alias of SQLite's rowid, which statements can also set under its other names. */
  rowidKey: boolean
  /** Name the table goes by in the conditions of `evictions`. */
  evicted: string
  /** Through the key, then through every other unique index. */
  evictions: [Eviction, ...Eviction[]]
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
  const { key, nullableKey, triggerName, evicted } = plan
  const idle = `NOT EXISTS (SELECT 1 FROM ${OWN_PREFIX}applying)`
  const known = (row: string) => nullableKey.map((column) => `${sql.name(column, row)} IS NOT NULL AND `).join('')
  const at = (row: string) => (column: string) => sql.name(column, row)
  // `when`: '' or conditions with AND behind each; they are cheaper than the look into a table
  const trigger = (kind: string, event: string, when: string, body: string[]) =>
    `CREATE TRIGGER ${triggerName(kind)} ${event} ON ${sql.name(plan.table)}
     WHEN ${when}${idle}
     BEGIN
       ${body.join(';\n       ')};
     END`
  // byte by byte: under a NOCASE key, 'abc' made 'ABC' is a change that must travel
  const newKey = sql.anyDiffers(key, new Set(), at('NEW'), at('OLD'))
  // SQLite goes by the names a statement uses, and does not mind a name here that the table does not have.
  const setsKey = `UPDATE OF ${sql.list(plan.rowidKey ? [...key, 'rowid', 'oid', '_rowid_'] : key)}`

  const evict = ({ where }: Eviction) =>
    plan.note('delete', at(evicted), `FROM ${sql.name(plan.table)} AS ${evicted} WHERE ${known(evicted)}${where}`)
  const byUpdate = ({ columns }: Eviction) =>
    columns === null
      ? { event: 'BEFORE UPDATE', when: '' }
      : {
          event: `BEFORE UPDATE OF ${sql.list(columns)}`,
          when: `(${sql.anyDiffers(columns, new Set(), at('NEW'), at('OLD'))}) AND `,
        }
  const [byKey, ...byUniques] = plan.evictions
  // A number that the database is yet to choose shows as -1, and evicts nothing.
  const firstKey = sql.name(key[0] as string)
  const keyChosen =
    plan.rowidKey && byUniques.length === 0
      ? `(${sql.name(key[0] as string, 'NEW')} <> -1 OR EXISTS (SELECT 1 FROM ${sql.name(plan.table)} WHERE ${firstKey} = -1)) AND `
      : ''
  const was = (event: RowEvent) => plan.note(event, at('OLD'), '')
  const sameNote = was('update') === was('delete')
  // Before the change, for a row that refers to itself: what ON UPDATE CASCADE or SET NULL does to it under its new key comes ahead of all
  // AFTER triggers, and would be taken for a change of a row that had been there.
  const isKnown = known('NEW').replace(/ AND $/, '')
  const comes = plan.note('insert', at('NEW'), isKnown === '' ? '' : `WHERE ${isKnown}`)

  return [
    trigger('replace', 'BEFORE INSERT', keyChosen, plan.evictions.map(evict)),
    trigger('rekey_replace', `BEFORE ${setsKey}`, `(${newKey}) AND `, [evict(byKey), comes]),
    ...byUniques.map((eviction, i) => {
      const { event, when } = byUpdate(eviction)
      return trigger(`unique_${i}`, event, when, [evict(eviction)])
    }),
    trigger('insert', 'AFTER INSERT', known('NEW'), [plan.note('insert', at('NEW'), '')]),
    trigger('update', 'AFTER UPDATE', `${known('OLD')}${sameNote ? '' : `NOT (${newKey}) AND `}`, [was('update')]),
    ...(sameNote
      ? []
      : [trigger('rekey_from', `AFTER ${setsKey}`, `${known('OLD')}(${newKey}) AND `, [was('delete')])]),
    trigger('delete', 'AFTER DELETE', known('OLD'), [was('delete')]),
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
