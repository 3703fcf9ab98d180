import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'

/** A table's rows as one location holds them. `digest`: SHA-256 over every value of every row, in key order. */
export type Holding = { rows: number; digest: string }

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Transmitted columns and key of a table, as the database describes it. */
function layoutOf(database: DatabaseSync, table: string): { columns: string[]; key: string[] } {
  const listed = database.prepare('SELECT name, pk, hidden FROM pragma_table_xinfo(?)').all(table) as {
    name: string
    pk: number
    hidden: number
  }[]
  const stored = listed.filter((column) => column.hidden === 0)
  const key = stored.filter((column) => column.pk > 0).sort((a, b) => a.pk - b.pk)
  return { columns: stored.map(({ name }) => name), key: key.map(({ name }) => name) }
}

/** Reads what a store has of a table. */
export function storeHolding(file: string, table: string): Holding {
  return inDatabase(file, (database) => {
    const { columns, key } = layoutOf(database, table)
    return digest(database, table, columns, key, '', [])
  })
}

/** Reads what the office has of a table for one store: that store's rows, or all where everyone shares them. */
export function officeHolding(file: string, table: string, guid: string): Holding {
  return inDatabase(file, (database) => {
    const { columns, key } = layoutOf(database, table)
    const isGuid = (name: string) => /^_*store_guid$/.test(name)
    const guidColumn = key.find(isGuid)
    const rest = (names: string[]) => names.filter((name) => name !== guidColumn)
    const where = guidColumn === undefined ? '' : `WHERE ${quote(guidColumn)} = ?`
    return digest(database, table, rest(columns), rest(key), where, guidColumn === undefined ? [] : [guid])
  })
}

/** How many rows of a table there are in all. */
export function countRows(file: string, table: string): number {
  return inDatabase(file, (database) => Number(database.prepare(`SELECT count(*) AS n FROM ${quote(table)}`).get()?.n))
}

function digest(
  database: DatabaseSync,
  table: string,
  columns: string[],
  key: string[],
  where: string,
  parameters: string[],
): Holding {
  // quote() writes every value exactly and with its type; columns by name, since their order may differ between locations.
  const values = [...columns].sort().map((name) => `quote(${quote(name)})`)
  const rows = database
    .prepare(
      `SELECT ${values.join(" || ',' || ")} AS line FROM ${quote(table)} ${where} ORDER BY ${key.map(quote).join(', ')}`,
    )
    .iterate(...parameters)
  const hash = createHash('sha256')
  let count = 0
  for (const { line } of rows as Iterable<{ line: string }>) {
    hash.update(line).update('\n')
    count++
  }
  return { rows: count, digest: hash.digest('hex') }
}

function inDatabase<T>(file: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return work(database)
  } finally {
    database.close()
  }
}
