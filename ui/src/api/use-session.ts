import { queryOptions, useQuery } from '@tanstack/react-query'
import { session } from './calls.ts'

export const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: session.read, staleTime: 60_000 })

export const useSession = () => useQuery(sessionQuery)
