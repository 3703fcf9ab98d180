import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import { cellText } from '../../words/cell-text.ts'
import { timeText } from '../../words/time-text.ts'

/** What became of a conflict, as the end of a line. */
export const outcomeText = (conflict: Conflict): string => {
  const { putBack, putBackAt, column } = conflict
  if (putBackAt === null) return settledText(conflict)
  const what = putBack === null || column === null ? '' : `: ${cellText(putBack)}`
  return `${settledText(conflict)}; put back ${timeText(putBackAt)}${what}`
}

const settledText = ({ outcome, rule, decided, decidedAt, column }: Conflict): string => {
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

export const rowNow = (exists: boolean): string =>
  exists ? 'The row stands at the office now.' : 'The row is not at the office now.'
