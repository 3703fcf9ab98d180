import { constants, DatabaseSync, type StatementSync } from 'node:sqlite'
import { ReportFault } from './report-file.ts'
import { faultLine, lineAt, secondStatement } from './sql-lines.ts'

/**
 * The longest value, bytes, also one that is only reckoned with. It bounds the memory: sorting and grouping go to a file beyond the
 * cache, and SQLite's own limit of its memory does nothing here, for Node builds it without counting it.
 */
export const LONGEST_VALUE = 64 * 1024 * 1024

const ALLOWED = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
])

/**
 * A database to be read by statements that strangers wrote: opened for reading, told to refuse writing, and asked about every single
 * thing a statement wants to do before it runs (https://sqlite.org/c3ref/set_authorizer.html).
 */
export function openForReports(file: string, busyTimeout: number): DatabaseSync {
  const database = open(file, busyTimeout)
  database.exec(`PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32000`)
  database.setAuthorizer((action) => (ALLOWED.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY))
  return database
}

/** The files beside a WAL may have to be made, or a crash's journal rolled back: what only looks may not (codes 8 and 14). */
function open(file: string, busyTimeout: number): DatabaseSync {
  const connect = (readOnly: boolean) => {
    const database = new DatabaseSync(file, {
      readOnly,
      timeout: busyTimeout,
      enableForeignKeyConstraints: false,
      enableDoubleQuotedStringLiterals: false,
      limits: { length: LONGEST_VALUE },
    })
    try {
      database.prepare('SELECT count(*) FROM sqlite_schema').get()
      return database
    } catch (error) {
      database.close()
      throw error
    }
  }
  try {
    return connect(true)
  } catch (error) {
    if (![8, 14].includes(((error as { errcode?: number }).errcode ?? 0) & 0xff)) throw error
    return connect(false)
  }
}

/** Prepares the one statement of a report. Fails with ReportFault, which names the line. */
export function prepareReport(database: DatabaseSync, sql: string): StatementSync {
  const second = secondStatement(sql)
  if (second !== null) throw new ReportFault(lineAt(sql, second), 'a report is one statement, and here begins another')
  try {
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    statement.setAllowUnknownNamedParameters(true)
    if (statement.columns().length === 0) throw new ReportFault(null, 'the statement reads nothing')
    return statement
  } catch (error) {
    if (error instanceof ReportFault) throw error
    const message = (error as Error).message
    if (/not authorized|prohibited/.test(message))
      throw new ReportFault(null, 'a report may read tables and do nothing else')
    throw new ReportFault(
      faultLine(sql, message, (part) => faultOf(database, part)),
      message,
    )
  }
}

function faultOf(database: DatabaseSync, sql: string): string | null {
  try {
    database.prepare(sql)
    return null
  } catch (error) {
    return (error as Error).message
  }
}
