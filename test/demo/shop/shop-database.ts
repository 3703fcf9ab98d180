import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { fillShop } from '../../../src/demo/shop/fill-shop.ts'

export const filledShop = (
  options: { seed?: number; rows?: number; store?: number; years?: number; lastDate?: string } = {},
) => {
  const database = new DatabaseSync(':memory:')
  fillShop(database, { seed: 7, rows: 3000, store: 0, ...options })
  return database
}

/** The single value that a query gives. */
export const oneValue = (database: DatabaseSync, query: string): unknown => {
  const statement = database.prepare(query)
  statement.setReadBigInts(true)
  const [value] = Object.values(statement.get() ?? {})
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

export const tableNames = (database: DatabaseSync): string[] =>
  database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    .all()
    .map(({ name }) => String(name))

export const rowCount = (database: DatabaseSync): number =>
  tableNames(database).reduce((sum, table) => sum + Number(oneValue(database, `SELECT count(*) FROM ${table}`)), 0)

/** Every value with its type, in key order. */
export const rowsOf = (database: DatabaseSync, table: string, where = 'true'): string[] => {
  const columns = database.prepare(`SELECT name FROM pragma_table_xinfo('${table}')`).all()
  const quoted = columns.map(({ name }) => `quote(${name})`).join(` || ',' || `)
  return database
    .prepare(`SELECT ${quoted} AS row FROM ${table} WHERE ${where} ORDER BY row`)
    .all()
    .map(({ row }) => String(row))
}

/** Hash of the whole content. */
export const contentHash = (database: DatabaseSync): string => {
  const hash = createHash('sha256')
  for (const table of tableNames(database)) hash.update(JSON.stringify([table, rowsOf(database, table)]))
  return hash.digest('hex')
}
