import type { Value } from '../../../src/databases/database.ts'

/** A value as text in which type and bytes can be told: 17, 1.5, "text", x'00ff', NULL. Two texts are equal where the values are. */
export type Shown = string

/** A row by column name; a column that the location does not have is missing. */
export type ModelRow = Record<string, Shown>

export const NULL: Shown = 'NULL'

export function show(value: Value | undefined): Shown {
  if (value == null) return NULL
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isInteger(value) ? value.toExponential() : String(value)
  return `x'${Buffer.from(value).toString('hex')}'`
}

/** A column that is missing says as much as NULL. */
export const at = (row: ModelRow, column: string): Shown => row[column] ?? NULL

export const copyRow = (row: ModelRow | null | undefined): ModelRow | null => (row ? { ...row } : null)

export const pick = (row: ModelRow, columns: readonly string[]): ModelRow =>
  Object.fromEntries(columns.map((column) => [column, at(row, column)]))
