import { mentionedIn } from '../databases/sql-tokens.ts'
import type { Table, UniqueSet } from '../databases/table.ts'
import type { SqlText } from './sql-text.ts'

/** A way in which REPLACE can evict rows: they have the same key, or the same values in a unique index. */
export type Eviction = {
  /** Condition over `evicted` and the row NEW. */
  where: string
  /** Columns through whose change an update can evict; null where any update can. */
  columns: string[] | null
}

/**
 * Name of the live table inside the triggers: its own, because the condition of a partial index may be written with it;
 * another where the table is called as the rows of a trigger are.
 */
export const evictedName = (sql: SqlText, table: string): string =>
  sql.name(/^(new|old)$/i.test(table) ? 'evicted' : table)

/** All ways in which REPLACE can remove rows of a table: through its key, then through each of its unique indexes. */
export function evictionsOf(sql: SqlText, live: Table, key: string[]): [Eviction, ...Eviction[]] {
  const evicted = evictedName(sql, live.name)
  const byKey = key.map((name) => sameColumn(sql, live, name, evicted, live.keyCollations[name]))
  return [
    { where: byKey.join(' AND '), columns: key },
    ...live.uniques.flatMap((unique) => [
      { where: byUnique(sql, live, unique, evicted), columns: columnsOf(live, unique) },
      ...byComputed(sql, live, unique, evicted),
    ]),
  ]
}

/** Told apart as the index does it, which need not be the column's own way; only so can the index serve. */
const same = (left: string, right: string, collation: string | undefined): string =>
  collation === undefined ? `${left} = ${right}` : `${left} = ${right} COLLATE "${collation.replaceAll('"', '""')}"`

function sameColumn(sql: SqlText, live: Table, name: string, evicted: string, collation: string | undefined): string {
  const equal = same(sql.name(name, evicted), given(sql, live, name), collation)
  // Too many are noted where a default comes in that is not known here, and found to be as they were.
  return live.defaults[name] === null ? `(${equal} OR ${sql.name(name, 'NEW')} IS NULL)` : equal
}

/** What the new row will hold: REPLACE takes the default where NULL is given and may not be. */
export function given(sql: SqlText, { defaults }: Table, name: string): string {
  const fresh = sql.name(name, 'NEW')
  return defaults[name] == null ? fresh : `coalesce(${fresh}, ${defaults[name]})`
}

function byUnique(sql: SqlText, live: Table, { terms, condition }: UniqueSet, evicted: string): string {
  // Only what is mentioned: a column that the database computes may need a function of the shop's program.
  const ofNew = (text: string) => {
    const columns = mentionedIn(text, allColumns(live)).map((name) => `${given(sql, live, name)} AS ${sql.name(name)}`)
    return columns.length === 0 ? `(${text})` : `(SELECT ${text} FROM (SELECT ${columns.join(', ')}) AS ${evicted})`
  }
  return [
    ...terms.map(({ column, sql: text, collation }) =>
      column === null ? same(`(${text})`, ofNew(text), collation) : sameColumn(sql, live, column, evicted, collation),
    ),
    ...(condition === null ? [] : [`(${condition})`]),
  ].join(' AND ')
}

const allColumns = (live: Table): string[] => [...live.columns.map(({ name }) => name), ...live.generated]

/**
 * A column is computed after the defaults have come in, which no trigger sees. Where a default is to come in, every row may go that
 * has the same in the columns that are not computed: too many are noted, and found to be as they were.
 */
function byComputed(sql: SqlText, live: Table, { terms }: UniqueSet, evicted: string): Eviction[] {
  const columns = Object.keys(live.defaults)
  const agrees = terms.flatMap(({ column, collation }) =>
    isPlain(live, column) ? [sameColumn(sql, live, column, evicted, collation)] : [],
  )
  if (live.generated.length === 0 || columns.length === 0 || agrees.length === terms.length) return []
  const defaultComes = columns.map((name) => `${sql.name(name, 'NEW')} IS NULL`).join(' OR ')
  return [{ where: [`(${defaultComes})`, ...agrees].join(' AND '), columns }]
}

const isPlain = ({ generated }: Table, column: string | null): column is string =>
  column !== null && !generated.includes(column)

/**
 * Columns through whose change a row can come into the index, what its condition and expressions look at included: an update of others
 * needs none of the functions and collations in them, which not every program has. Null where it can be any column.
 */
function columnsOf(live: Table, { terms, condition }: UniqueSet): string[] | null {
  const texts = [...terms.filter(({ column }) => column === null).map(({ sql }) => sql), condition ?? '']
  const plain = terms.flatMap(({ column }) => column ?? [])
  const names = [...new Set([...plain, ...texts.flatMap((text) => mentionedIn(text, allColumns(live)))])]
  const byRowid = texts.some((text) => mentionedIn(text, ['rowid', 'oid', '_rowid_']).length > 0)
  return byRowid || names.length === 0 || !names.every((name) => isPlain(live, name)) ? null : names
}
