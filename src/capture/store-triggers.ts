import type { Table } from '../databases/table.ts'
import { isRowidKey } from './captured-layout.ts'
import { type Eviction, evictedName, evictionsOf, given } from './evictions.ts'
import { hasHighWater, joinHighWater, noteHighWater, UNASSIGNED, WAS_THERE } from './high-water.ts'
import type { ReplicatedTable } from './replicated-table.ts'
import type { SqlText } from './sql-text.ts'
import { storeNames } from './store-names.ts'
import { captureTrigger, keyChanges, noteStatement } from './triggers.ts'

/**
 * The triggers that note every change at a store, as `CREATE TRIGGER` statements. The first note of a row since the last export is the
 * one that holds, so each is true at the moment it is made and made before the row is written: the shop's own triggers, newer
 * (https://sqlite.org/lang_createtrigger.html names no order), older or TEMP, and foreign keys' actions write rows within a statement.
 *
 * None of them relies on a conflict clause of its own (`INSERT OR IGNORE`): an outer `INSERT OR REPLACE` would override
 * it. They use ON CONFLICT clauses, which an outer statement cannot override.
 * REPLACE removes rows without firing a delete trigger, so what it is about to remove, through the key or through
 * any other unique index, is noted before.
 */
export function storeTriggers(sql: SqlText, table: ReplicatedTable, live: Table): string[] {
  const rowidKey = isRowidKey(table, live)
  const key = table.keyNames
  const { pending, trigger: nameOf } = storeNames(table.id)
  const trigger = (kind: string, event: string, when: string, body: string[]) =>
    captureTrigger(sql, table.name, nameOf(kind), event, when, body)
  const { was, comes, moves, evict, came } = notesOf(sql, table, live)

  const nullable = nullableKey(table, live)
  const known = (row: string) => nullable.map((column) => `${sql.name(column, row)} IS NOT NULL AND `).join('')
  const newKey = `(${keyChanges(sql, key)}) AND `
  // SQLite goes by the names a statement uses, and does not mind a name here that the table does not have.
  const setsKey = `UPDATE OF ${sql.list(rowidKey ? [...key, 'rowid', 'oid', '_rowid_'] : key)}`
  const byUpdate = ({ columns }: Eviction) =>
    columns === null
      ? { event: 'BEFORE UPDATE', when: '' }
      : {
          event: `BEFORE UPDATE OF ${sql.list(columns)}`,
          when: `(${keyChanges(sql, columns)}) AND `,
        }
  const [byKey, ...byUniques] = evictionsOf(sql, live, key)

  const firstKey = sql.name(key[0] as string)
  const fresh = sql.name(key[0] as string, 'NEW')
  const unassigned = `${fresh} = ${UNASSIGNED} AND `
  // A number that the database is yet to choose evicts nothing through the key.
  const keyChosen =
    rowidKey && byUniques.length === 0
      ? `(${fresh} <> ${UNASSIGNED} OR EXISTS (SELECT 1 FROM ${sql.name(table.name)} WHERE ${firstKey} = ${UNASSIGNED})) AND `
      : ''
  const noted = `EXISTS (SELECT 1 FROM ${pending} WHERE ${key.map((name) => `${sql.name(name)} = ${sql.name(name, 'NEW')}`).join(' AND ')} AND ":at" = ${sql.dialect.now})`

  return [
    trigger('comes', 'BEFORE INSERT', keyChosen, [...[byKey, ...byUniques].map(evict), comes]),
    ...(rowidKey
      ? [
          trigger('high_water', 'BEFORE INSERT', `${unassigned}NOT ${hasHighWater(table.id)} AND `, [
            noteHighWater(sql, table, key[0] as string),
          ]),
        ]
      : []),
    trigger('rekey', `BEFORE ${setsKey}`, newKey, [evict(byKey), moves]),
    ...byUniques.map((eviction, i) => {
      const { event, when } = byUpdate(eviction)
      return trigger(`unique_${i}`, event, when, [evict(eviction)])
    }),
    trigger('update', 'BEFORE UPDATE', known('OLD'), [was]),
    trigger('delete', 'BEFORE DELETE', known('OLD'), [was]),
    // Where the key was not known before: chosen by the database, or by a default that an older SQLite evaluates twice.
    trigger('came', 'AFTER INSERT', `${known('NEW')}NOT ${noted} AND `, [came]),
  ]
}

/** Key columns in which a row of the shop can have NULL: such a row cannot be told apart from others like it. */
export const nullableKey = (table: ReplicatedTable, live: Table): string[] =>
  isRowidKey(table, live) ? [] : table.key.filter((column) => !column.notNull).map((column) => column.name)

/** The statements that note a row. */
function notesOf(sql: SqlText, table: ReplicatedTable, live: Table) {
  const { keyNames: key, values } = table
  const rowidKey = isRowidKey(table, live)
  const { pending } = storeNames(table.id)
  const evicted = evictedName(sql, live.name)
  const at = { name: ':at', expression: sql.dialect.now }
  const touch = 'DO UPDATE SET ":at" = excluded.":at" WHERE ":at" <> excluded.":at"'
  const note = (
    existed: string,
    image: (column: string) => string | null,
    rowKey: (column: string) => string,
    from: string,
  ) => {
    const images = values.flatMap((name) => {
      const expression = image(name)
      return expression === null ? [] : [{ name, expression }]
    })
    return noteStatement(
      sql,
      pending,
      key,
      [{ name: ':existed', expression: existed }, at, ...images],
      from,
      rowKey,
      touch,
    )
  }

  /** A row that is there, with its image; one that is new since the last export has none. */
  const present = (row: string, from: string, where: string) => {
    const column = (name: string) => sql.name(name, row)
    if (!rowidKey) return note('1', column, column, from === '' ? '' : `${from} WHERE ${where}`)
    const joined = joinHighWater(table.id, column(key[0] as string))
    return note(
      WAS_THERE,
      (name) => `CASE WHEN ${WAS_THERE} THEN ${column(name)} END`,
      column,
      `${from === '' ? 'FROM (SELECT 1)' : from} ${joined} WHERE ${where}`,
    )
  }
  const isKnown = (row: string) =>
    sql.each(nullableKey(table, live), (name) => `${sql.name(name, row)} IS NOT NULL AND `, '')
  const newKey = (name: string) => (rowidKey ? sql.name(name, 'NEW') : given(sql, live, name))
  const keyComes = sql.each(key, (name) => `${newKey(name)} IS NOT NULL`, ' AND ')
  const comes = (where: string) => note('0', () => null, newKey, `WHERE ${where}`)
  return {
    was: present('OLD', '', 'TRUE'),
    evict: ({ where }: Eviction) =>
      present(evicted, `FROM ${sql.name(table.name)} AS ${evicted}`, `${isKnown(evicted)}${where}`),
    /** There was no row of that key, or its eviction is noted. */
    comes: comes(rowidKey ? `${newKey(key[0] as string)} <> ${UNASSIGNED}` : keyComes),
    moves: comes(keyComes),
    came: note(
      '0',
      () => null,
      (name) => sql.name(name, 'NEW'),
      '',
    ),
  }
}
