import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Value } from '../../src/databases/database.ts'
import { type PayloadTable, payloadTableColumns, payloadTableName } from '../../src/model/payload-contents.ts'

/** What goes below the seal, true or false: a store with its own key can seal anything. */
export type PlainPayload = {
  /** Table of contents, as text. */
  contents: Value
  tables: { sql: string; rows: Value[][] }[]
  /** SQL run on the finished file. What SQLite refuses is left out. */
  afterwards?: string[]
  pageSize?: number
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The table that holds an operation's rows, written as the protocol says. */
export const operationTable = (table: PayloadTable, rows: Value[][]): { sql: string; rows: Value[][] } => ({
  sql: `CREATE TABLE ${quote(payloadTableName(table))} (${payloadTableColumns(table).map(quote).join(', ')})`,
  rows,
})

const tolerated = (work: () => void): void => {
  try {
    work()
  } catch {
    // SQLite itself keeps a hostile sender from writing some things.
  }
}

/** Writes it as a SQLite file, replacing what is there. */
export function writePlainPayload(file: string, { contents, tables, afterwards = [], pageSize }: PlainPayload): void {
  rmSync(file, { force: true })
  const database = new DatabaseSync(file, {
    enableDoubleQuotedStringLiterals: true,
    allowExtension: false,
    defensive: false,
  })
  try {
    database.exec(`PRAGMA page_size = ${pageSize ?? 4096}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN`)
    for (const { sql, rows } of tables)
      tolerated(() => {
        database.exec(sql)
        const name = /^CREATE TABLE ("(?:[^"]|"")*")/.exec(sql)?.[1] ?? '""'
        for (const row of rows)
          database.prepare(`INSERT INTO ${name} VALUES (${row.map(() => '?').join(', ')})`).run(...row)
      })
    database.exec('CREATE TABLE "central office" (contents)')
    database.prepare('INSERT INTO "central office" VALUES (?)').run(contents)
    database.exec('COMMIT')
    for (const sql of afterwards) tolerated(() => database.exec(sql))
  } finally {
    database.close()
  }
}
