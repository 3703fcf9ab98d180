import { constants, type DatabaseSync } from 'node:sqlite'
import type { TriggerWrite } from './database.ts'

/** Codes of https://sqlite.org/c3ref/c_alter_table.html that change rows; for an update there is one call a column. */
const { SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE, SQLITE_OK } = constants

/**
 * Prepares a statement and lists what the triggers it fires would write, theirs included. Nothing is run: SQLite names the
 * trigger to its authorizer while it compiles it (https://sqlite.org/c3ref/set_authorizer.html). Throws as preparing does.
 */
export function readTriggerWrites(connection: DatabaseSync, statement: string): TriggerWrite[] {
  const writes: TriggerWrite[] = []
  connection.setAuthorizer((code, table, column, schema, trigger) => {
    if (trigger !== null && table !== null && schema === 'main') {
      if (code === SQLITE_UPDATE) writes.push({ trigger, table, column })
      if (code === SQLITE_INSERT || code === SQLITE_DELETE) writes.push({ trigger, table, column: null })
    }
    return SQLITE_OK
  })
  try {
    connection.prepare(statement)
  } finally {
    connection.setAuthorizer(null)
  }
  return writes
}
