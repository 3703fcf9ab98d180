import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { transmission as calls } from '../../api/calls.ts'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { timeText } from '../../words/time-text.ts'
import { LastResult } from './last-result.tsx'
import { LogLines } from './log-lines.tsx'

/** One transmission of the past: how it went, and its lines of the log. */
export function OneTransmission({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['transmissions', 'lines', id],
    queryFn: () => calls.lines(id),
  })
  const transmission = data?.transmission
  return (
    <Page
      title="One transmission"
      lead={
        <>
          {transmission && `${timeText(transmission.startedAt)} · `}
          <Link href="/transmit">Transmit</Link>
        </>
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && (
        <Card>
          {transmission ? <LastResult last={transmission} /> : <Text size="sm">It has not ended, or broke off.</Text>}
          <LogLines lines={data.lines} />
        </Card>
      )}
    </Page>
  )
}
