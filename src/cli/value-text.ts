import type { Value } from '../databases/database.ts'

const LONGEST = 200

/** A value as a person reads it, so that NULL, an empty text, '5' and 5 look different. Long ones are cut. */
export function showValue(value: Value): string {
  if (value === null) return 'NULL'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value)
  if (value instanceof Uint8Array)
    return `${value.length} bytes X'${cut(Buffer.from(value.subarray(0, LONGEST)).toString('hex').toUpperCase())}'`
  return `'${cut(value)}'`
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
