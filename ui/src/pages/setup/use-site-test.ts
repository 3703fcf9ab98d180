import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { LiveState } from '../../../../src/web/contract/events.ts'
import type { SiteEntry } from '../../../../src/web/contract/site.ts'
import { site } from '../../api/calls.ts'
import { useLive } from '../../api/live.tsx'

type Probe = NonNullable<LiveState['probe']>

/** Test Connection: starts it, follows its steps, and knows what exactly was tested. */
export function useSiteTest() {
  const [started, setStarted] = useState<{ id: string; steps: string[]; tested: string } | null>(null)
  const live = useLive(({ state }) => state?.probe ?? null)
  const start = useMutation({
    mutationFn: site.test,
    onSuccess: ({ id, steps }, entry) => setStarted({ id, steps, tested: JSON.stringify(entry) }),
  })
  const probe: Probe | null =
    started === null
      ? live // begun before a reload
      : live?.id === started.id
        ? live
        : { id: started.id, steps: [], result: null, error: null }
  const running = start.isPending || (probe !== null && probe.result === null && probe.error === null)
  return {
    probe,
    steps: started?.steps ?? [],
    running,
    error: start.error,
    start: (entry: SiteEntry) => start.mutate(entry),
    cancel: () => void site.cancelTest(),
    /** True: exactly this was tested, and transmissions can work with it. */
    isProven: (entry: SiteEntry) =>
      started?.tested === JSON.stringify(entry) && probe?.result != null && probe.result.verdict !== 'not usable',
  }
}
