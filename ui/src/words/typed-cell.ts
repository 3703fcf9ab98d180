import type { DataColumn } from '../../../src/web/contract/data.ts'
import type { Cell } from '../../../src/web/contract/words.ts'

const WHOLE = /^\s*[+-]?\d+\s*$/
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/

/** What the declared type makes of a value (https://www.sqlite.org/datatype3.html, 3.1). */
const affinityOf = (type: string): 'integer' | 'text' | 'blob' | 'real' | 'numeric' => {
  const upper = type.toUpperCase()
  if (upper.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(upper)) return 'text'
  if (upper === '' || upper.includes('BLOB')) return 'blob'
  return /REAL|FLOA|DOUB/.test(upper) ? 'real' : 'numeric'
}

/** By what the type says: DATE and BOOLEAN have the affinity of numbers, and are read as something else. */
export const isNumber = ({ type }: DataColumn): boolean => /INT|REAL|FLOA|DOUB|DEC|NUM/i.test(type)

/**
 * What was typed, as the column would keep it; what does not fit stays text, and the database says whether it takes that.
 * Digits are handed over as they stand, so that integers beyond 2^53 arrive whole.
 */
export const typedCell = (column: DataColumn, typed: string, before?: Cell): Cell => {
  const affinity = affinityOf(column.type)
  if (affinity === 'text') return { type: 'text', text: typed }
  if (affinity === 'blob' && before?.type !== 'integer' && before?.type !== 'real') return { type: 'text', text: typed }
  if (WHOLE.test(typed)) return { type: affinity === 'real' ? 'real' : 'integer', text: typed.trim() }
  return NUMBER.test(typed) ? { type: 'real', text: typed.trim() } : { type: 'text', text: typed }
}

export const noValue: Cell = { type: 'null', text: '' }

/** A column of yes and no, as long as nothing else stands in it. */
export const isBoolean = ({ type }: DataColumn, { type: kind, text }: Cell): boolean =>
  /^BOOL/i.test(type) && (kind === 'null' || text === '' || (kind === 'integer' && (text === '0' || text === '1')))

const LEAST = -(2n ** 63n)
const MOST = 2n ** 63n - 1n
const TOO_LARGE = 'This number is too large for a database'

/**
 * What a database would take all the same, or keep as something else than was typed: a person is told. What stood there before
 * may stay, and so may what is of its kind.
 */
export const numberFault = (column: DataColumn, cell: Cell, before: Cell | undefined): string | undefined => {
  if (before !== undefined && before.type === cell.type && before.text === cell.text) return undefined
  const number = Number(cell.text)
  switch (cell.type) {
    case 'text':
      if (!isNumber(column) || before?.type === 'text') return undefined
      return cell.text === '' ? 'Enter a number, or choose no value' : 'This is not a number'
    case 'integer':
      return BigInt(cell.text) < LEAST || BigInt(cell.text) > MOST ? TOO_LARGE : undefined
    case 'real':
      if (!Number.isFinite(number)) return TOO_LARGE
      if (affinityOf(column.type) === 'integer' && !Number.isInteger(number) && before?.type !== 'real')
        return 'This is not a whole number'
      return WHOLE.test(cell.text) && BigInt(number) !== BigInt(cell.text)
        ? `Too many digits: it would be kept as ${BigInt(number)}`
        : undefined
    default:
      return undefined
  }
}
