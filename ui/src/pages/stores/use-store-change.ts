import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { StoreCard } from '../../../../src/web/contract/home.ts'
import type { StoreChange } from '../../../../src/web/contract/stores.ts'
import { stores } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'

/** Changes a store's name or its Ignore switch; says so, with Undo. */
export function useStoreChange({ guid, name, ignored }: StoreCard) {
  const queries = useQueryClient()
  const notices = useNotices()
  const change = useMutation({
    mutationFn: (asked: StoreChange) => stores.change(guid, asked),
    onSuccess: (_, asked) => {
      void queries.invalidateQueries({ queryKey: ['stores'] })
      void queries.invalidateQueries({ queryKey: ['home'] })
      const told =
        asked.name === undefined
          ? `${name} is ${asked.ignored ? 'ignored from now on' : 'no longer ignored'}.`
          : `Now called ${asked.name}.`
      notices.done(told, () => change.mutate(asked.name === undefined ? { ignored } : { name }))
    },
    // What is wrong with the name stands beside it.
    onError: (error) => faultOf(error).fields.name ?? notices.failed(error),
  })
  return change
}
