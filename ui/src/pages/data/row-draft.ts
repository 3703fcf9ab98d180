import type { WholeRow } from '../../../../src/web/contract/data.ts'
import { sameCell } from '../../words/cell-text.ts'
import { noValue } from '../../words/typed-cell.ts'
import type { Values } from './row-fields.tsx'

/** What a person changed in a row: of each such column what was typed, and what stood there when it was typed. */
export type RowDraft = { values: Values; before: Values }

export const nothingTyped: RowDraft = { values: {}, before: {} }

/** The values of a row by column. */
export const valuesOf = ({ columns, row }: WholeRow): Values =>
  Object.fromEntries(columns.map(({ name }, index) => [name, row.cells[index] ?? noValue]))

/** The draft after the fields hold these values; `before`: what they held at first. */
export function draftOf(values: Values, before: Values): RowDraft {
  const changed = Object.keys(values).filter((name) => !sameCell(values[name] ?? noValue, before[name] ?? noValue))
  const only = (from: Values): Values => Object.fromEntries(changed.map((name) => [name, from[name] ?? noValue]))
  return changed.length === 0 ? nothingTyped : { values: only(values), before: only(before) }
}

/** Columns in which a row differs from what was known of it. */
export const changedSince = (before: Values, now: Values): string[] =>
  Object.keys(now).filter((name) => !sameCell(before[name] ?? noValue, now[name] ?? noValue))
