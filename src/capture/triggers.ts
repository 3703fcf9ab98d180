import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { commas, type SqlText } from './sql-text.ts'

/** A trigger of capture's on `table`. `when`: '' or conditions with AND behind each; they are cheaper than the look into a table. */
export const captureTrigger = (
  sql: SqlText,
  table: string,
  name: string,
  event: string,
  when: string,
  body: string[],
): string =>
  `CREATE TRIGGER ${name} ${event} ON ${sql.name(table)}
     WHEN ${when}NOT EXISTS (SELECT 1 FROM ${OWN_PREFIX}applying)
     BEGIN
       ${body.join(';\n       ')};
     END`

/** `INSERT INTO target (...) VALUES/SELECT ... ON CONFLICT`, the shape both kinds of capture note a row in. */
export function noteStatement(
  sql: SqlText,
  target: string,
  key: string[],
  columns: { name: string; expression: string }[],
  from: string,
  keyExpression: (column: string) => string,
  onConflict: string,
): string {
  const names = commas(sql.list(key), ...columns.map((column) => sql.name(column.name)))
  const expressions = commas(key.map(keyExpression).join(', '), ...columns.map((column) => column.expression))
  const rows = from === '' ? `VALUES (${expressions})` : `SELECT ${expressions} ${from}`
  return `INSERT INTO ${target} (${names}) ${rows} ON CONFLICT (${sql.list(key)}) ${onConflict}`
}

/** Byte by byte: under a NOCASE key, 'abc' made 'ABC' is a change that must travel. */
export const keyChanges = (sql: SqlText, key: string[]): string =>
  sql.anyDiffers(
    key,
    new Set(),
    (column) => sql.name(column, 'NEW'),
    (column) => sql.name(column, 'OLD'),
  )
