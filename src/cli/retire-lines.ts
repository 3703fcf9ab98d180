import type { Retirement } from '../location/retire-store.ts'
import { countOf } from '../model/count-text.ts'
import { showStoreNumber } from '../model/ids.ts'
import type { RetiredStore, RowsOfRetired } from '../transmission/retired-stores.ts'
import { inColumns } from './printable.ts'
import { showTime } from './time-text.ts'

const shown = ({ number, name }: Retirement['store']): string => `store ${showStoreNumber(number)} "${name}"`

export const rowsOf = ({ tables }: Retirement): number => tables.reduce((sum, { rows }) => sum + rows, 0)

/** What retiring a store does, before it is confirmed. */
export function retireLines(about: Retirement, rows: RowsOfRetired): string[] {
  const { store, retiredAt, tables, openConflicts } = about
  const count = `${countOf(rowsOf(about), 'row')} in ${countOf(tables.length, 'table')}`
  const fate =
    rows === 'delete'
      ? `Its ${count} at this office are deleted for good, and where other stores can read them.`
      : `Its ${count} at this office are kept.`
  if (retiredAt !== null) return [`The rows of ${shown(store)}, which is retired, are about to go.`, fate]
  return [
    `This retires ${shown(store)} for good: nothing is taken from it or sent to it any more.`,
    'What it has sent since the last transmission of this office is deleted from the site unread: transmit first if it matters.',
    fate,
    ...(openConflicts > 0
      ? [
          `${countOf(openConflicts, 'open conflict')} with it: the office's values stand, and those of the store can be put back.`,
        ]
      : []),
  ]
}

/** What becomes of an invitation that is cancelled, before it is confirmed. */
export const cancelLines = ({ store }: Retirement): string[] => [
  `This cancels the invitation of ${shown(store)}: nobody can join with it any more, and the number is free again.`,
]

export const siteLine =
  'The next transmission deletes its files from the site and leaves a note for it there, which it reads when it transmits next.'

export const retiredLines = (retired: RetiredStore[]): string[] =>
  retired.length === 0
    ? []
    : [
        '',
        'Retired:',
        ...inColumns([
          ['Number', 'Name', 'Retired', 'Rows at the office', 'GUID'],
          ...retired.map(({ number, name, retiredAt, rowsKept, guid }) => [
            showStoreNumber(number),
            name,
            showTime(retiredAt),
            rowsKept ? 'kept' : 'deleted',
            guid,
          ]),
        ]),
      ]
