import type { DataColumn } from '../../../src/web/contract/data.ts'
import type { Cell } from '../../../src/web/contract/words.ts'

/** How a column keeps a day, or a day and its time; what is kept in another way is edited as text. */
export type TimeKind = 'date' | 'datetime-local'

const DAY = /^\d{4}-\d\d-\d\d$/
const MOMENT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?$/

/** By the value that stands there; where there is none, by the declared type. Null: it holds neither. */
export function timeKind({ type }: DataColumn, { type: kind, text }: Cell): TimeKind | null {
  if (kind === 'text' && text !== '') return DAY.test(text) ? 'date' : MOMENT.test(text) ? 'datetime-local' : null
  if (kind !== 'null' && kind !== 'text') return null
  const upper = type.toUpperCase()
  return upper === 'DATE' ? 'date' : upper === 'DATETIME' || upper === 'TIMESTAMP' ? 'datetime-local' : null
}

/** As a field of the browser takes it. */
export const timeField = (kind: TimeKind, text: string): string => (kind === 'date' ? text : text.replace(' ', 'T'))

/** What was chosen, written as the value before it: with a blank or a T, with seconds or without. Nothing chosen: no value. */
export function timeCell(kind: TimeKind, chosen: string, before: Cell | undefined): Cell {
  if (chosen === '') return { type: 'null', text: '' }
  if (kind === 'date') return { type: 'text', text: chosen }
  const like = before?.type === 'text' && MOMENT.test(before.text) ? before.text : '0000-00-00 00:00:00'
  const seconds = chosen.length > 16 ? chosen.slice(16, 19) : ':00'
  return {
    type: 'text',
    text: `${chosen.slice(0, 10)}${like[10]}${chosen.slice(11, 16)}${like.length > 16 ? seconds : ''}`,
  }
}
