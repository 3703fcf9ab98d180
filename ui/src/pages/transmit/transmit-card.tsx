import { Button, Group } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { site as siteCalls, transmission } from '../../api/calls.ts'
import { useLive } from '../../api/live.tsx'
import { TransmitIcon } from '../../icons/page-icons.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { ConnectionTest } from './connection-test.tsx'
import { LastResult } from './last-result.tsx'
import { RunningProgress } from './running-progress.tsx'
import classes from './transmit.module.css'
import { useLastTransmission } from './use-last-transmission.ts'

/** The big button, what runs now, and how the last one went. `/transmit?start` begins at once. */
export function TransmitCard() {
  const running = useLive(({ state }) => state?.transmission ?? null)
  const last = useLastTransmission()
  const ready = useLive(({ state }) => state !== null)
  const [testing, setTesting] = useState(false)
  const { data: site } = useQuery({ queryKey: ['site'], queryFn: siteCalls.read })
  const ask = useAsk()
  const start = useMutation({ mutationFn: transmission.start })
  const cancel = useMutation({ mutationFn: transmission.cancel })
  useStartAtOnce(ready && running === null, () => start.mutate({}))
  const takeOver = async () => {
    const sure = await ask({
      title: 'Does this computer replace the other one?',
      text: 'Only say yes if the computer that transmitted under this name before is gone for good. If both go on, rows of one of them are lost.',
      yes: 'Yes, it is gone for good',
      danger: true,
    })
    if (sure) start.mutate({ takeOver: true })
  }
  return (
    <Card>
      <Group gap="md" align="center">
        <Button
          size="xl"
          leftSection={<TransmitIcon size={26} />}
          disabled={running !== null || site?.settings === null}
          loading={start.isPending}
          onClick={() => start.mutate({})}
        >
          Transmit
        </Button>
        {running ? (
          <Button
            variant="default"
            onClick={() => cancel.mutate()}
            disabled={running.cancelling}
            loading={cancel.isPending}
          >
            {running.cancelling ? 'Stopping …' : 'Cancel'}
          </Button>
        ) : (
          <Button
            variant="default"
            onClick={() => setTesting(!testing)}
            aria-expanded={testing}
            disabled={!site?.settings}
          >
            Test Connections
          </Button>
        )}
      </Group>
      {site?.settings === null && (
        <p className={classes.why}>
          The FTP site is not configured: nothing can be transmitted. <Link href="/setup?ftp">Configure FTP</Link>
        </p>
      )}
      <div className={classes.status} aria-live="polite">
        {running && <RunningProgress running={running} />}
        {!running && <FaultNotice error={start.error ?? cancel.error} />}
        {!running && !start.error && last && <LastResult last={last} onTakeOver={takeOver} />}
      </div>
      {testing && site?.settings && !running && <ConnectionTest saved={site} />}
    </Card>
  )
}

/** One-click transmission: once a visit, and the address then forgets it, so that a reload starts nothing. */
function useStartAtOnce(ready: boolean, start: () => void): void {
  const [search, setSearch] = useSearchParams()
  const done = useRef(false)
  const wanted = search.has('start')
  // biome-ignore lint/correctness/useExhaustiveDependencies: `start` is new at every drawing, and must be called once
  useEffect(() => {
    if (!wanted || !ready || done.current) return
    done.current = true
    setSearch({}, { replace: true })
    start()
  }, [wanted, ready, setSearch])
}
