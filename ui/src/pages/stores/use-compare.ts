import { useMutation, useQueryClient } from '@tanstack/react-query'
import { comparison } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'

/** Begins to compare stores with this office, or goes on. */
export function useCompare() {
  const queries = useQueryClient()
  const notices = useNotices()
  return useMutation({
    mutationFn: comparison.begin,
    onSuccess: (_, { stores, repair }) => {
      void queries.invalidateQueries({ queryKey: ['stores'] })
      notices.done(
        repair
          ? 'What differs is settled with the next transmissions.'
          : `${stores.length === 0 ? 'All stores are' : 'The store is'} compared with the next transmissions.`,
      )
    },
    onError: notices.failed,
  })
}
