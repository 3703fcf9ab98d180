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

const INTEGER = /^[+-]?\d{1,19}$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** The value it stands for. `field` names it where it stands for none. Errors: USAGE. */
export function valueFrom({ type, text }: Cell, field: string): Value {
  switch (type) {
    case 'null':
      return null
    case 'text':
      return text
    case 'integer': {
      if (!INTEGER.test(text)) throw new FieldFault({ [field]: 'this is no whole number' })
      const value = BigInt(text)
      if (BigInt.asIntN(64, value) !== value)
        throw new FieldFault({ [field]: 'this number is too large for a database' })
      return value
    }
    case 'real': {
      const value = Number(text)
      if (text.trim() === '' || (Number.isNaN(value) && text !== 'NaN'))
        throw new FieldFault({ [field]: 'this is no number' })
      return value
    }
    case 'blob':
      if (!BASE64.test(text)) throw new FieldFault({ [field]: 'this is not base64' })
      return Buffer.from(text, 'base64')
  }
}
