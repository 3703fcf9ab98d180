import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { LiveState } from '../../../../src/web/contract/events.ts'
import type { SiteEntry } from '../../../../src/web/contract/site.ts'
import { site } from '../../api/calls.ts'
import { useLive } from '../../api/live.tsx'

type Probe = NonNullable<LiveState['probe']>
/** `tested`: the settings without the password, which is written nowhere. */
type Started = { id: string; steps: string[]; tested: string }
/** What was started by this dialog: the settings with the password, and which test the server told of before. */
type Own = { tested: string; before: string | undefined }

/** In this tab, so that a result is still known after a reload. */
const KEPT = 'site-test'

/** Test Connection: starts it, follows its steps, and knows what exactly was tested. */
export function useSiteTest() {
  const [started, setStarted] = useState<Started | null>(keptTest)
  const [own, setOwn] = useState<Own | null>(null)
  const live = useLive(({ state }) => state?.probe ?? null)
  const start = useMutation({
    mutationFn: async ({ entry }: { entry: SiteEntry; before: string | undefined }) => site.test(entry),
    onSuccess: ({ id, steps }, { entry, before }) => {
      const next = { id, steps, tested: withoutPassword(entry) }
      setStarted(next)
      setOwn({ tested: JSON.stringify(entry), before })
      sessionStorage.setItem(KEPT, JSON.stringify(next))
    },
  })
  const probe = probeOf(live, started, own)
  const running = start.isPending || (probe !== null && isRunning(probe))
  const isTested = (entry: SiteEntry): boolean =>
    own === null ? started?.tested === withoutPassword(entry) : own.tested === JSON.stringify(entry)
  return {
    probe,
    steps: started?.steps ?? [],
    running,
    /** True: it was started here, not before this page was opened. */
    begun: own !== null,
    error: start.error,
    start: (entry: SiteEntry) => start.mutate({ entry, before: live?.id }),
    cancel: () => void site.cancelTest(),
    /** True: what is shown is of other settings than these. */
    isStale: (entry: SiteEntry) => probe !== null && !running && !isTested(entry),
    /** True: exactly this was tested, and transmissions can work with it. */
    isProven: (entry: SiteEntry) =>
      own !== null && isTested(entry) && probe?.result != null && probe.result.verdict !== 'not usable',
  }
}

const isRunning = ({ result, error }: Probe): boolean => result === null && error === null

/** What another tab began is shown while it runs; an old result of settings that nobody knows any more is not. */
function probeOf(live: Probe | null, started: Started | null, own: Own | null): Probe | null {
  if (live !== null && (live.id === started?.id || isRunning(live))) return live
  const isToCome = started !== null && own !== null && live?.id === own.before
  return isToCome ? { id: started.id, steps: [], result: null, error: null } : null
}

const withoutPassword = ({ password: _, ...entry }: SiteEntry): string => JSON.stringify(entry)

function keptTest(): Started | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Started | null
  } catch {
    return null
  }
}
