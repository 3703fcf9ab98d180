import type { Cell } from '../../../src/web/contract/words.ts'

/** A value as a person reads it; what has no text of its own says what it is. */
export const cellText = ({ type, text }: Cell): string => {
  if (type === 'null') return 'no value'
  if (type === 'blob') return `${Math.floor((text.replace(/=+$/, '').length * 3) / 4)} bytes`
  return text === '' ? 'empty text' : text
}

/** True: the text says what the value is, it is not the value. */
export const isDescribed = ({ type, text }: Cell): boolean => type === 'null' || type === 'blob' || text === ''

export const sameCell = (a: Cell, b: Cell): boolean => a.type === b.type && a.text === b.text
