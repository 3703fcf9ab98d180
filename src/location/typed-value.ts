import type { Value } from '../databases/database.ts'
import { affinityOf } from '../databases/sqlite-affinity.ts'

const INTEGER = /^[+-]?\d+$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const inRange = (value: bigint): boolean => BigInt.asIntN(64, value) === value

/**
 * What was typed as a third value, as the kind of value that `beside` it are: typed digits are a number where the office's
 * and the store's values are numbers, and text where they are text ('007' stays as it is).
 */
export function typedValue(text: string, beside: Value[]): Value {
  const others = beside.filter((value) => value !== null)
  const numbers = others.length > 0 && others.every((value) => typeof value === 'bigint' || typeof value === 'number')
  if (!numbers) return text
  if (INTEGER.test(text) && inRange(BigInt(text))) {
    return others.every((value) => typeof value === 'number') ? Number(text) : BigInt(text)
  }
  return NUMBER.test(text) ? Number(text) : text
}

/**
 * Why a column of the declared type would not keep what was typed as it was typed; '' where it does. Beside texts anything is a
 * text, and fits.
 */
export function typedFault(text: string, beside: Value[], type: string): string {
  const value = typedValue(text, beside)
  const kind = affinityOf(type)
  const isText = !beside.some((other) => typeof other === 'bigint' || typeof other === 'number')
  if (isText || beside.some((other) => typeof other === 'string')) return ''
  if (typeof value === 'string') return kind === 'TEXT' || kind === 'BLOB' ? '' : 'this is not a number'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'this number is too large for a database'
  if (typeof value !== 'number' || kind === 'REAL') return ''
  if (INTEGER.test(text) && !inRange(BigInt(text))) return 'this number is too large for a database'
  const fractions = beside.some((other) => typeof other === 'number')
  return kind === 'INTEGER' && !fractions && !Number.isInteger(value) ? 'this is not a whole number' : ''
}
