import { SqlText } from '../../capture/sql-text.ts'
import { type BrokenConstraint, ConstraintViolation, type Database, type Value } from '../../databases/database.ts'
import { CentralOfficeError, hasCode } from '../../model/errors.ts'
import type { BrowsedTable } from './browsed-table.ts'

/** The database refuses a row. `fields`: why, by column; empty where it names none. */
export class RowRefused extends CentralOfficeError {
  readonly fields: Record<string, string>

  constructor(message: string, fields: Record<string, string>, cause?: unknown) {
    super('DATABASE_REFUSED', message, { hint: 'Correct it and try again. Nothing was saved.', cause })
    this.fields = fields
  }
}

export const refusedColumn = (column: string, why: string): RowRefused =>
  new RowRefused(`${column} cannot be saved: ${why}.`, { [column]: why })

/**
 * What the database said, as something a person can act on at the column it is about. `values`: what the row was to be; null: it
 * was to be deleted. Any other error is given back as it is.
 */
export async function refusalOf(
  error: unknown,
  database: Database,
  table: BrowsedTable,
  values: Record<string, Value> | null,
): Promise<unknown> {
  if (error instanceof ConstraintViolation) {
    // What RESTRICT refuses is told as a trigger's.
    if (error.broken.kind === 'other' || error.broken.text.startsWith('FOREIGN KEY'))
      return referenceRefused(database, table, values, error)
    return constraintRefused(table, error.broken, error)
  }
  // A trigger of the shop's that fails, or a table of the shop program's that is made for it alone.
  if (hasCode(error, 'DATABASE_REFUSED') && !(error instanceof RowRefused))
    return new RowRefused(error.message, {}, error)
  return error
}

function constraintRefused(table: BrowsedTable, { kind, text }: BrokenConstraint, cause: unknown): RowRefused {
  const named = columnsIn(table, text)
  const all = (why: string) => {
    const [first] = named
    const message = first === undefined ? `The database refuses it: ${text}.` : `${named.join(', ')}: ${why}.`
    return new RowRefused(message, Object.fromEntries(named.map((name) => [name, why])), cause)
  }
  switch (kind) {
    case 'unique':
      return all(
        named.length > 1
          ? `another row has the same ${named.join(' and ')} together`
          : 'another row has this value, and it has to be unique',
      )
    case 'not null':
      return all('it must have a value')
    case 'check':
      return all(`the database demands: ${text}`)
    case 'type':
      return all(`the database ${text.replace(/ in \S+ column .*$/, ' here')}`)
    default:
      return new RowRefused(`The database refuses it: ${text}.`, {}, cause)
  }
}

/** Columns of the table that a message names, as `table.column` or as a word of an expression. */
function columnsIn(table: BrowsedTable, text: string): string[] {
  const parts = text.split(', ')
  const full = table.columns.map(({ name }) => name).filter((name) => parts.includes(`${table.name}.${name}`))
  if (full.length > 0) return full
  const typed = table.columns.find(({ name }) => text.endsWith(` ${table.name}.${name}`))
  if (typed) return [typed.name]
  // SQLite tells a check by its expression, or by its name where it has one.
  const words = new Set(
    text
      .replaceAll(/'(?:[^']|'')*'/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}_]+/gu) ?? [],
  )
  return table.columns.map(({ name }) => name).filter((name) => words.has(name.toLowerCase()))
}

/** SQLite does not say which reference is broken: the one whose row is missing. */
async function referenceRefused(
  database: Database,
  table: BrowsedTable,
  values: Record<string, Value> | null,
  cause: unknown,
): Promise<RowRefused> {
  const sql = new SqlText(database.dialect)
  for (const { columns, parent, parentColumns } of values === null ? [] : table.foreignKeys) {
    const wanted = columns.map((name) => values?.[name] ?? null)
    if (wanted.includes(null)) continue
    const says = parentColumns.map((name, i) => `${sql.name(name)} = $${i + 1}`).join(' AND ')
    if (await database.get(`SELECT 1 AS one FROM ${sql.name(parent)} WHERE ${says}`, ...wanted)) continue
    const why = `there is no such row in ${parent}`
    return new RowRefused(
      `${columns.join(', ')}: ${why}.`,
      Object.fromEntries(columns.map((name) => [name, why])),
      cause,
    )
  }
  return new RowRefused(
    values === null
      ? 'Rows of other tables still refer to this one.'
      : 'Rows of other tables refer to the values before.',
    {},
    cause,
  )
}
