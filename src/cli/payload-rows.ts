import { DatabaseSync } from 'node:sqlite'
import type { Row } from '../databases/database.ts'
import { type PayloadTable, payloadTableName } from '../model/payload-contents.ts'

/**
 * The first `count` rows of one operation on a table, out of an opened payload that `readContents` has found sound. Columns
 * are named as PROTOCOL.md says; integers come as bigint. One row is in memory at a time.
 */
export function* payloadRows(file: string, table: PayloadTable, count: number): Generator<Row> {
  const database = new DatabaseSync(file, { readOnly: true, enableDoubleQuotedStringLiterals: false })
  try {
    const quoted = `"${payloadTableName(table).replaceAll('"', '""')}"`
    const statement = database.prepare(`SELECT * FROM ${quoted} LIMIT $count`)
    statement.setReadBigInts(true)
    for (const row of statement.iterate({ $count: count })) yield row as Row
  } finally {
    database.close()
  }
}
