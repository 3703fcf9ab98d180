import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { readHome } from '../api/calls.ts'
import { useSession } from '../api/use-session.ts'

/**
 * The title of the browser's tab: the page, whose it is, and in front how many conflicts (at a store: parked rows) wait, so that tabs of
 * several locations are told apart and one that nobody looks at tells of them.
 */
export function useTabTitle(page: string): void {
  const { data: session } = useSession()
  const { data: home } = useQuery({
    queryKey: ['home'],
    queryFn: readHome,
    enabled: session?.signedIn === true,
  })
  const waiting = home === undefined ? 0 : home.role === 'office' ? home.openConflicts : (home.own?.parked ?? 0)
  const name = session?.name ?? 'Central Office'
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${page} - ${name}`
  }, [page, name, waiting])
}
