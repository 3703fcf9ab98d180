import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import { cellText } from '../../words/cell-text.ts'
import { timeText } from '../../words/time-text.ts'

/** What became of a conflict, as the end of a line. */
export const outcomeText = ({ outcome, rule, decided, decidedAt, column }: Conflict): string => {
  switch (outcome) {
    case 'open':
      return 'to decide'
    case 'office':
      return `the office's value stood, by the rule “${rule}”`
    case 'store':
      return `the store's value won, by the rule “${rule}”`
    case 'decided':
      return `decided ${timeText(decidedAt)}${column === null || decided === null ? '' : `: ${cellText(decided)}`}`
  }
}

/** A key of one text stands without its SQL quotes. */
export const rowKeyText = (rowKey: string): string => {
  const text = /^'((?:[^']|'')*)'$/.exec(rowKey)?.[1]
  return text === undefined ? rowKey : text.replaceAll("''", "'")
}
