import type { Value } from '../databases/database.ts'

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
