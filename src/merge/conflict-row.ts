import type { OfficeTable } from '../capture/office-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { CentralOfficeError } from '../model/errors.ts'

/** How a conflict record names its row. */
export type ConflictRow = { id: number; rowKey: string; storeGuid: string }

const LITERAL = `(?:NULL|[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?|'(?:[^']|'')*'|[xX]'[0-9A-Fa-f]*'|CAST\\(X'[0-9A-F]*' AS TEXT\\))`
const ROW_KEY = new RegExp(`^${LITERAL}(?:, ${LITERAL})*$`)

/**
 * The office's key of the row, as it may stand in a statement. It was written as literals by the database itself, and goes back
 * into a statement only if it is nothing else. Errors: CONFLICT_UNKNOWN.
 */
export function rowKeySql(sql: SqlText, table: OfficeTable, { rowKey, storeGuid, id }: ConflictRow): string {
  if (!ROW_KEY.test(rowKey))
    throw new CentralOfficeError(
      'CONFLICT_UNKNOWN',
      `The record of conflict ${id} does not name its row in a readable way.`,
      {
        hint: 'Edit the row itself at the office instead.',
      },
    )
  return table.guidColumn === null ? rowKey : `${sql.text(storeGuid)}, ${rowKey}`
}

/** Condition that a row, or its entry in the row log, is that of the conflict. */
export const rowCondition = (sql: SqlText, table: OfficeTable, conflict: ConflictRow): string =>
  `(${sql.list(table.officeKey)}) = (${rowKeySql(sql, table, conflict)})`

/** Puts a row that was deleted at the office back as it last was. False where nobody kept how that was. */
export async function restoreLastImage(
  database: Database,
  table: OfficeTable,
  conflict: ConflictRow,
): Promise<boolean> {
  const sql = new SqlText(database.dialect)
  const columns = commas(sql.list(table.officeKey), sql.list(table.values))
  const restored = await database.run(
    `INSERT INTO ${sql.name(table.name)} (${columns})
     SELECT ${columns} FROM ${table.log} WHERE ":gone" = 1 AND ${rowCondition(sql, table, conflict)}`,
  )
  return restored > 0
}
