import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Transmission } from '../../../../src/web/contract/transmission.ts'
import { transmission as calls } from '../../api/calls.ts'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { hourText } from '../../words/time-text.ts'
import { movedText, outcomeText, Problems } from './last-result.tsx'
import { LogLines } from './log-lines.tsx'
import classes from './transmit.module.css'

/** The transmissions of one day, newest first. */
export const DayList = ({ day, transmissions }: { day: string; transmissions: Transmission[] }) => (
  <section aria-label={`Transmissions of ${day}`} className={classes.dayList}>
    {transmissions.length === 0 && <Empty title="No transmission is kept for this day" />}
    {transmissions.map((each) => (
      <OneTransmission key={each.id} transmission={each} />
    ))}
  </section>
)

const OneTransmission = ({ transmission }: { transmission: Transmission }) => {
  const [open, setOpen] = useState(false)
  const { outcome, startedAt, message, hint, problems } = transmission
  return (
    <article className={classes.one} data-outcome={outcome}>
      <div className={classes.oneHead}>
        <Text size="sm" className="co-wrap">
          <strong className="co-number">{hourText(startedAt)}</strong> {outcomeText(outcome)}.{' '}
          {outcome === 'failed' ? `${message} ${hint}` : movedText(transmission)}
        </Text>
        <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide log' : 'Show log'}
        </Button>
      </div>
      <Problems problems={problems} />
      {open && <LinesOf id={transmission.id} />}
    </article>
  )
}

const LinesOf = ({ id }: { id: string }) => {
  const { data, error } = useQuery({ queryKey: ['transmissions', 'lines', id], queryFn: () => calls.lines(id) })
  if (error) return <FaultNotice error={error} />
  return data ? <LogLines lines={data.lines} /> : <Waiting />
}
