import type { ModelFilter } from './payloads.ts'
import { at, type ModelRow, NULL, type Shown } from './row.ts'

/** Whether a row fulfils a filter, worked out without SQL. No filter: every row does. */
export function fulfils(filter: ModelFilter | null, row: ModelRow): boolean {
  if (filter === null) return true
  const value = at(row, filter.name)
  if (filter.test === 'has a value') return value !== NULL
  if (filter.test === 'has none') return value === NULL
  return value !== NULL && lengthOf(value) % 2 === 0
}

/** What SQL's length() says: characters of a text up to the first NUL character, bytes of a blob, digits of a number. */
function lengthOf(value: Shown): number {
  if (value.startsWith('"')) return [...(String(JSON.parse(value)).split('\u0000')[0] ?? '')].length
  if (value.startsWith("x'")) return (value.length - 3) / 2
  if (!value.includes('e')) return value.length
  const number = Number(value)
  return Number.isInteger(number) ? `${number}.0`.length : String(number).length
}
