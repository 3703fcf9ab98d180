import { DatabaseSync } from 'node:sqlite'
import { type PayloadContents, payloadTableColumns, payloadTableName } from '../../src/model/payload-contents.ts'
import { AnnouncedTable } from '../../src/model/table.ts'

/** A payload's SQLite file, before it is sealed for one store or another. */
export type SmallPayload = { file: string; rows: number; contents: PayloadContents }

/** Sharing `store`: what the stores send. */
const orders = AnnouncedTable.parse({
  name: 'orders',
  columns: [
    { name: 'id', type: 'INTEGER', notNull: true },
    { name: 'customer', type: 'TEXT', notNull: false },
    { name: 'total', type: 'INTEGER', notNull: false },
  ],
  key: ['id'],
  automaticKey: true,
  strict: false,
})

/** Sharing `office`: what the office sends out. */
const prices = AnnouncedTable.parse({
  name: 'prices',
  columns: [
    { name: 'part', type: 'TEXT', notNull: true },
    { name: 'price', type: 'INTEGER', notNull: false },
  ],
  key: ['part'],
  automaticKey: false,
  strict: false,
})

export const announcedTables = [orders, prices]

const nothing: PayloadContents = {
  format: 2,
  schema: null,
  definitions: null,
  replicaSetup: null,
  comparison: null,
  tables: [],
}

/** What a store sends first: its tables, and no rows yet. */
export const writeAnnouncement = (file: string): SmallPayload =>
  written(file, { ...nothing, schema: announcedTables }, [])

/** `count` new orders, numbered from `first` + 1. */
export const writeOrders = (file: string, first: number, count: number): SmallPayload => {
  const table = {
    name: 'orders',
    operation: 'insert' as const,
    key: ['id'],
    values: ['customer', 'total'],
    rows: count,
  }
  const rows = function* () {
    // Integers: a plain number would stand there as a REAL.
    for (let id = first + 1; id <= first + count; id++)
      yield [BigInt(1_700_000_000_000 + id), BigInt(id), `customer of order ${id}`, BigInt(id * 100)]
  }
  return written(file, { ...nothing, tables: [table] }, rows())
}

/** As docs/PROTOCOL.md lays it down; all rows go into the one table of the contents. */
const written = (file: string, contents: PayloadContents, rows: Iterable<(string | bigint)[]>): SmallPayload => {
  const database = new DatabaseSync(file)
  try {
    database.exec('CREATE TABLE "central office" (contents)')
    database.prepare('INSERT INTO "central office" VALUES (?)').run(JSON.stringify(contents))
    for (const table of contents.tables) {
      const columns = payloadTableColumns(table)
      const name = `"${payloadTableName(table)}"`
      database.exec(`CREATE TABLE ${name} (${columns.map((column) => `"${column}"`).join(', ')}); BEGIN`)
      const insert = database.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`)
      for (const row of rows) insert.run(...row)
      database.exec('COMMIT')
    }
  } finally {
    database.close()
  }
  return { file, rows: contents.tables.reduce((sum, { rows: of }) => sum + of, 0), contents }
}
