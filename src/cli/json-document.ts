import { Secret } from '../settings/secret.ts'

const safe = (value: bigint): boolean => value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER

/**
 * A value as JSON can carry it without loss: integers beyond 2^53 as strings, bytes as {"base64": ...}, numbers that JSON
 * does not know (Infinity, NaN) as strings. A secret stays a secret.
 */
export function jsonable(value: unknown): unknown {
  if (typeof value === 'bigint') return safe(value) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString('base64') }
  if (value instanceof Secret || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(jsonable)
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonable(part)]))
}

export const jsonDocument = (value: unknown): string => JSON.stringify(jsonable(value), null, 2)
