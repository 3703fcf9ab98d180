import type { Value } from '../databases/database.ts'
import type { Cell } from './contract/words.ts'
import { FieldFault } from './http/error-body.ts'

/** A value of a database as JSON carries it whole. */
export function cellOf(value: Value): Cell {
  if (value === null) return { type: 'null', text: '' }
  if (typeof value === 'bigint') return { type: 'integer', text: String(value) }
  if (typeof value === 'number') return { type: 'real', text: Object.is(value, -0) ? '-0' : String(value) }
  if (typeof value === 'string') return { type: 'text', text: value }
  return { type: 'blob', text: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
}

const INTEGER = /^[+-]?\d{1,400}$/
const REAL = /^\s*[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(Infinity))\s*$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** A database keeps NULL where NaN is written: what was typed would be lost without a word. */
const notANumber = (text: string): string =>
  text === 'NaN' ? 'NaN is no number that a database keeps' : 'this is not a number'

/** The value it stands for. `field` names it where it stands for none. Errors: USAGE. */
export function valueFrom({ type, text }: Cell, field: string): Value {
  switch (type) {
    case 'null':
      return null
    case 'text':
      return text
    case 'integer': {
      if (!INTEGER.test(text)) throw new FieldFault({ [field]: 'this is not a whole number' })
      const value = BigInt(text)
      if (BigInt.asIntN(64, value) !== value)
        throw new FieldFault({ [field]: 'this number is too large for a database' })
      return value
    }
    case 'real': {
      const found = REAL.exec(text)
      if (found === null) throw new FieldFault({ [field]: notANumber(text) })
      const value = Number(text)
      if (!Number.isFinite(value) && found[1] === undefined)
        throw new FieldFault({ [field]: 'this number is too large for a database' })
      return value
    }
    case 'blob':
      if (!BASE64.test(text)) throw new FieldFault({ [field]: 'this is not base64' })
      return Buffer.from(text, 'base64')
  }
}
