import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { PutBackMany, WerePutBack } from '../../../../src/web/contract/conflicts.ts'
import { conflicts as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { cellText } from '../../words/cell-text.ts'

/** Puts lost values back, and says what had to be done to the row. */
export function usePutBack() {
  const queries = useQueryClient()
  const notices = useNotices()
  return useMutation({
    mutationFn: (values: PutBackMany['values']) => calls.putBack({ values }),
    onSuccess: ({ values }) => {
      for (const what of ['conflicts', 'home', 'data']) void queries.invalidateQueries({ queryKey: [what] })
      notices.done(values.map(wordsOf).join(' '))
    },
  })
}

const wordsOf = ({ conflict, row }: WerePutBack['values'][number]): string => {
  const { column, putBack } = conflict
  const value = column === null || putBack === null ? '' : `${column} is ${cellText(putBack)} again.`
  switch (row) {
    case 'changed':
      return value
    case 'brought back':
      return `The row is back. ${value}`.trim()
    case 'partly':
      return 'The row is back with the values of the conflict alone; nobody kept the others. Fill them in on the Data page.'
    case 'deleted':
      return 'The row is deleted.'
  }
}
