import type { Value } from '../../databases/database.ts'

/** An amount in cents as a number with two decimals, for a file: 123456 as 1234.56. What is no number stays as it is. */
export function moneyFigure(cents: Value): Value {
  if (typeof cents === 'number') return Number.isFinite(cents) ? (cents / 100).toFixed(2) : cents
  if (typeof cents !== 'bigint') return cents
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
