import { useQuery } from '@tanstack/react-query'
import type { Transmission } from '../../../../src/web/contract/transmission.ts'
import { transmission as calls, readHome } from '../../api/calls.ts'
import { useLive } from '../../api/live.tsx'

/** The last transmission that ended; after a restart of the program as the log tells it, so that its question stays. */
export function useLastTransmission(): Transmission | null {
  const live = useLive(({ state }) => state?.last ?? null)
  const { data: home } = useQuery({ queryKey: ['home'], queryFn: readHome, enabled: live === null })
  const id = live === null ? (home?.lastTransmission?.id ?? null) : null
  const { data: kept } = useQuery({
    queryKey: ['transmissions', 'lines', id],
    queryFn: () => calls.lines(id ?? ''),
    enabled: id !== null,
  })
  return live ?? kept?.transmission ?? null
}
