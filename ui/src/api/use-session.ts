import { useQuery } from '@tanstack/react-query'
import { session } from './calls.ts'

export const useSession = () => useQuery({ queryKey: ['session'], queryFn: session.read, staleTime: 60_000 })
