import type { DatabaseSync } from 'node:sqlite'
import type { Column } from '../model/table.ts'
import type { ForeignKey, Table, UniqueSet } from './table.ts'

/** Names of everything this program puts into a shop's database begin like this. */
export const OWN_PREFIX = 'central_office_'

type ListedTable = { name: string; wr: number; strict: number }
type ListedColumn = { name: string; type: string; notnull: number; pk: number; hidden: number }
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
    .prepare('SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)')
    .all(name) as ListedColumn[]
  const key = columns.filter((column) => column.pk > 0).sort((a, b) => a.pk - b.pk)
  const { uniques, collatedKey } = describeIndexes(database, name)
  return {
    name,
    // hidden 2 and 3 are generated columns
    columns: columns
      .filter((column) => column.hidden === 0)
      .map((column): Column => ({ name: column.name, type: column.type, notNull: column.notnull === 1 })),
    key: key.map((column) => column.name),
    // https://sqlite.org/lang_createtable.html#rowid : exactly INTEGER, alone, and not WITHOUT ROWID
    automaticKey: key.length === 1 && wr === 0 && key[0]?.type.toUpperCase() === 'INTEGER',
    strict: strict === 1,
    withoutRowid: wr === 1,
    collatedKey,
    uniques,
    foreignKeys: describeForeignKeys(database, name),
  }
}

function describeIndexes(database: DatabaseSync, table: string): { uniques: UniqueSet[]; collatedKey: string[] } {
  const indexes = database
    .prepare('SELECT name, origin, "unique", partial FROM pragma_index_list(?)')
    .all(table) as ListedIndex[]
  const uniques: UniqueSet[] = []
  let collatedKey: string[] = []
  for (const index of indexes.filter((candidate) => candidate.unique === 1)) {
    const columns = database
      .prepare('SELECT name, coll, "key" FROM pragma_index_xinfo(?)')
      .all(index.name) as IndexColumn[]
    const indexed = columns.filter((column) => column.key === 1)
    if (index.origin === 'pk')
      collatedKey = indexed.filter((column) => column.coll !== 'BINARY').map((column) => column.name ?? '')
    else if (indexed.every((column) => column.name !== null))
      uniques.push({
        columns: indexed.map((column) => column.name as string),
        condition: index.partial === 1 ? conditionOf(database, index.name) : null,
      })
  }
  return { uniques, collatedKey }
}

/** The WHERE of a partial index: what follows the closing parenthesis of its column list. */
function conditionOf(database: DatabaseSync, index: string): string {
  const found = database.prepare(`SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?`).get(index)
  const sql = String(found?.sql)
  let depth = 0
  for (let i = 0; i < sql.length; i++) {
    const quoteEnd = { "'": "'", '"': '"', '`': '`', '[': ']' }[sql[i] as string]
    if (quoteEnd !== undefined) i = sql.indexOf(quoteEnd, i + 1)
    else if (sql[i] === '(') depth++
    else if (sql[i] === ')' && --depth === 0) return sql.slice(i + 1).replace(/^\s*WHERE\s/i, '')
  }
  return '1'
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

/** Names are compared without case in SQLite; a reference without columns means the parent's key. */
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
