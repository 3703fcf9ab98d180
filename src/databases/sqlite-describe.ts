import type { DatabaseSync } from 'node:sqlite'
import type { Column } from '../model/table.ts'
import { isColumnOf, withSingleQuotes } from './double-quoted.ts'
import { readIndexText } from './index-text.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import type { ForeignKey, Table, UniqueSet, UniqueTerm } from './table.ts'

/** Names of everything this program puts into a shop's database begin like this. */
export const OWN_PREFIX = 'central_office_'

type ListedTable = { name: string; wr: number; strict: number }
type ListedColumn = {
  name: string
  type: string
  notnull: number
  pk: number
  hidden: number
  dflt_value: string | null
}
type ListedIndex = { name: string; origin: string; unique: number; partial: number }
type IndexColumn = { name: string | null; coll: string; key: number }
type ListedForeignKey = { id: number; seq: number; table: string; from: string; to: string | null }

/** Describes every ordinary table of the main schema, parents first. Tables without a key come with an empty `key`. */
export function describeTables(database: DatabaseSync): Table[] {
  const listed = database
    .prepare(`SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name`)
    .all() as ListedTable[]
  const own = (name: string) =>
    name.startsWith('sqlite_') || name.startsWith(OWN_PREFIX) || name.endsWith('__all_stores')
  const tables = listed.filter(({ name }) => !own(name)).map((table) => describeTable(database, table))
  return parentsFirst(resolveParents(tables))
}

function describeTable(database: DatabaseSync, { name, wr, strict }: ListedTable): Table {
  const columns = database
    .prepare('SELECT name, type, "notnull", pk, hidden, dflt_value FROM pragma_table_xinfo(?)')
    .all(name) as ListedColumn[]
  const key = columns.filter((column) => column.pk > 0).sort((a, b) => a.pk - b.pk)
  const { uniques, keyIndex } = describeIndexes(
    database,
    name,
    columns.map((column) => column.name),
  )
  const { sql } = database.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(name) as {
    sql: string
  }
  const names = columns.map((column) => column.name)
  const readable = columns.filter((column) => column.hidden < 2).map((column) => column.name)
  const unreadable = wr === 1 ? missingCollation(database, `SELECT count(*) FROM ${quote(name)}`) : null
  const indexed = [...(keyIndex ?? []), ...uniques.flatMap((unique) => unique.terms)]
  return {
    name,
    // hidden 2 and 3 are generated columns
    columns: columns
      .filter((column) => column.hidden === 0)
      .map((column): Column => ({ name: column.name, type: column.type, notNull: column.notnull === 1 })),
    key: key.map((column) => column.name),
    // https://sqlite.org/lang_createtable.html#rowid : exactly INTEGER, alone, and not WITHOUT ROWID. A key with an index
    // of its own is none either: INTEGER PRIMARY KEY DESC.
    automaticKey: key.length === 1 && wr === 0 && key[0]?.type.toUpperCase() === 'INTEGER' && keyIndex === null,
    strict: strict === 1,
    conflictClauses: /\bon\s+conflict\b/i.test(sql),
    withoutRowid: wr === 1,
    // No pragma tells a column's own collation; a table whose text never says COLLATE has binary ones only.
    collated: /collate/i.test(sql) || indexed.some(({ collation }) => collation !== 'BINARY') ? names : [],
    keyCollations: Object.fromEntries((keyIndex ?? []).map(({ column, collation }) => [column, collation])),
    missingCollations: unreadable === null && /collate/i.test(sql) ? missingCollations(database, name, readable) : {},
    unreadable,
    defaults: Object.fromEntries(
      columns.flatMap(({ name: column, notnull, dflt_value: text }) =>
        notnull === 1 && text !== null ? [[column, defaultOf(database, text)]] : [],
      ),
    ),
    generated: columns.filter((column) => column.hidden > 1).map((column) => column.name),
    uniques,
    foreignKeys: describeForeignKeys(database, name),
  }
}

const { quote } = sqliteDialect

function missingCollations(database: DatabaseSync, table: string, columns: string[]): Record<string, string> {
  const compare = (names: string[]) =>
    missingCollation(
      database,
      `SELECT ${names.map((name) => `${quote(name)} = ${quote(name)}`).join(', ')} FROM ${quote(table)}`,
    )
  if (compare(columns) === null) return {}
  return Object.fromEntries(
    columns.flatMap((name) => {
      const missing = compare([name])
      return missing === null ? [] : [[name, missing]]
    }),
  )
}

/** The collation without which the statement cannot be prepared; null where nothing of that kind is wrong. */
function missingCollation(database: DatabaseSync, statement: string): string | null {
  try {
    database.prepare(statement)
    return null
  } catch (error) {
    return /no such collation sequence: ([\s\S]*)/.exec((error as Error).message)?.[1] ?? null
  }
}

/**
 * A default as an expression that stands anywhere. Where a table is defined a word alone is text, and so is what stands in double quotes.
 * Null where it calls a function of the shop's program.
 */
function defaultOf(database: DatabaseSync, text: string): string | null {
  const expression = `(${withSingleQuotes(text, () => false)})`
  try {
    database.prepare(`SELECT ${expression}`)
    return expression
  } catch {
    return /^[^(]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : null
  }
}

function describeIndexes(
  database: DatabaseSync,
  table: string,
  columns: string[],
): { uniques: UniqueSet[]; keyIndex: UniqueTerm[] | null } {
  const indexes = database
    .prepare('SELECT name, origin, "unique", partial FROM pragma_index_list(?)')
    .all(table) as ListedIndex[]
  const uniques: UniqueSet[] = []
  let keyIndex: UniqueTerm[] | null = null
  for (const index of indexes.filter((candidate) => candidate.unique === 1)) {
    const unique = describeIndex(database, index, columns)
    if (index.origin === 'pk') keyIndex = unique.terms
    else uniques.push(unique)
  }
  return { uniques, keyIndex }
}

function describeIndex(database: DatabaseSync, index: ListedIndex, columns: string[]): UniqueSet {
  const listed = (
    database.prepare('SELECT name, coll, "key" FROM pragma_index_xinfo(?)').all(index.name) as IndexColumn[]
  ).filter((column) => column.key === 1)
  const found = database.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?`).get(index.name)
  const text = readIndexText(String(found?.sql ?? ''))
  const inAnyProgram = (expression: string) => withSingleQuotes(expression, isColumnOf(columns))
  return {
    terms: listed.map(({ name, coll }, i) => ({
      column: name,
      sql: name === null ? inAnyProgram(text.terms[i] ?? '') : quote(name),
      collation: coll,
    })),
    condition: text.condition === null ? null : inAnyProgram(text.condition),
  }
}

function describeForeignKeys(database: DatabaseSync, table: string): ForeignKey[] {
  const listed = database
    .prepare('SELECT id, seq, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq')
    .all(table) as ListedForeignKey[]
  const byId = new Map<number, ForeignKey>()
  for (const part of listed) {
    const key = byId.get(part.id) ?? { columns: [], parent: part.table, parentColumns: [] }
    key.columns.push(part.from)
    if (part.to !== null) key.parentColumns.push(part.to)
    byId.set(part.id, key)
  }
  return [...byId.values()]
}

/**
 * Names are compared without case in SQLite; a reference without columns means the parent's key. References that cannot be followed
 * here, because only the shop's program has the collation, are its own business.
 */
function resolveParents(tables: Table[]): Table[] {
  const byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]))
  for (const table of tables)
    table.foreignKeys = table.foreignKeys.flatMap((reference) => {
      const parent = byName.get(reference.parent.toLowerCase())
      if (!parent) return []
      const named = reference.parentColumns.length ? reference.parentColumns : parent.key
      const parentColumns = named.map(
        (name) => parent.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.name ?? name,
      )
      const compared = (one: Table, names: string[]) =>
        one.unreadable === null && names.every((name) => one.missingCollations[name] === undefined)
      if (!compared(table, reference.columns) || !compared(parent, parentColumns)) return []
      return [{ ...reference, parent: parent.name, parentColumns }]
    })
  return tables
}

function parentsFirst(tables: Table[]): Table[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const sorted = new Set<Table>()
  const visit = (table: Table, path: Set<Table>) => {
    if (sorted.has(table) || path.has(table)) return
    path.add(table)
    for (const { parent } of table.foreignKeys) {
      const found = byName.get(parent)
      if (found) visit(found, path)
    }
    sorted.add(table)
  }
  for (const table of tables) visit(table, new Set())
  return [...sorted]
}
