import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { stores } from '../api/calls.ts'
import { useSession } from '../api/use-session.ts'
import { storeText } from '../words/store-text.ts'

/** What to call a store of which the number is known, as the log has it; at a store nothing is asked. */
export function useStoreNames(): (number: string) => string {
  const { data: session } = useSession()
  const { data } = useQuery({ queryKey: ['stores'], queryFn: stores.list, enabled: session?.role === 'office' })
  return useMemo(() => {
    // The log says what happened with the store that had the number then: one that takes part has it now.
    const named = new Map(
      [...(data?.retired ?? []), ...(data?.stores ?? [])].map(({ number, name }) => [plain(number), name]),
    )
    return (number) => storeText({ number, name: named.get(plain(number)) ?? '' })
  }, [data])
}

const plain = (number: string): string => number.replace(/^0+(?=.)/, '')
