import { Button, Group } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { SavedSite } from '../../../../src/web/contract/site.ts'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { ProbeSteps } from '../setup/probe-steps.tsx'
import { draftOf, entryOf } from '../setup/site-draft.ts'
import { useSiteTest } from '../setup/use-site-test.ts'

/** Test Connections: the same test as in Configure FTP, with the saved settings. */
export function ConnectionTest({ saved }: { saved: SavedSite }) {
  const test = useSiteTest()
  const draft = draftOf(saved)
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current || test.running) return
    begun.current = true
    test.start(entryOf(draft, ''))
  })
  return (
    <div>
      <FaultNotice error={test.error} />
      {test.probe && (
        <ProbeSteps
          probe={test.probe}
          steps={test.steps}
          begun={test.begun}
          pinned={draft.pinnedCertificate}
          onPin={undefined}
        />
      )}
      <Group mt="sm">
        {test.running ? (
          <Button variant="default" onClick={test.cancel}>
            Stop the test
          </Button>
        ) : (
          <Button variant="default" onClick={() => test.start(entryOf(draft, ''))}>
            Test again
          </Button>
        )}
        <Link href="/setup?ftp">Configure FTP</Link>
      </Group>
    </div>
  )
}
