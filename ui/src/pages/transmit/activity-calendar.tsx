import { ActionIcon, Button, Group, VisuallyHidden } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Day } from '../../../../src/web/contract/transmission.ts'
import { transmission } from '../../api/calls.ts'
import { LeftIcon, RightIcon, WarnIcon } from '../../icons/sign-icons.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { countText, numberText } from '../../words/count-text.ts'
import { firstWeekday, weekdays } from '../../words/weekdays.ts'
import { DayList } from './day-list.tsx'
import { dayOf, monthOf, monthText, otherMonth, weeksOf } from './month.ts'
import classes from './transmit.module.css'

/** What was transmitted, day by day; a day opens its list. */
export function ActivityCalendar() {
  const [month, setMonth] = useState(() => monthOf(new Date()))
  const [day, setDay] = useState<string | null>(null)
  const { data, error, refetch } = useQuery({
    queryKey: ['transmissions', month],
    queryFn: () => transmission.month(month),
    placeholderData: keepPreviousData,
  })
  const days = new Map(data?.days.map((each) => [each.day, each]))
  const week = weekdays()
  const go = (by: number) => {
    setMonth(otherMonth(month, by))
    setDay(null)
  }
  return (
    <Card
      title="Activity"
      actions={
        <Group gap="xs">
          <ActionIcon variant="default" aria-label="Month before" onClick={() => go(-1)}>
            <LeftIcon />
          </ActionIcon>
          <span className={classes.month} aria-live="polite">
            {monthText(month)}
          </span>
          <ActionIcon
            variant="default"
            aria-label="Month after"
            onClick={() => go(1)}
            disabled={month >= monthOf(new Date())}
          >
            <RightIcon />
          </ActionIcon>
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              setMonth(monthOf(new Date()))
              setDay(null)
            }}
          >
            This month
          </Button>
        </Group>
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      <table className={classes.calendar} aria-label={`Transmissions in ${monthText(month)}`}>
        <thead>
          <tr>
            {week.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month, firstWeekday()).map((sevenDays) => (
            <tr key={sevenDays.find((each) => each !== null)}>
              {sevenDays.map((each, index) => (
                <td key={each ?? week[index]?.name} data-today={each === dayOf(Date.now()) || undefined}>
                  {each && (
                    <DayCell
                      day={each}
                      facts={days.get(each)}
                      chosen={each === day}
                      onChoose={() => setDay(each === day ? null : each)}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {day && data && (
        <DayList day={day} transmissions={data.transmissions.filter(({ startedAt }) => dayOf(startedAt) === day)} />
      )}
    </Card>
  )
}

type CellProps = { day: string; facts: Day | undefined; chosen: boolean; onChoose: () => void }

const DayCell = ({ day, facts, chosen, onChoose }: CellProps) => {
  const number = Number(day.slice(8))
  if (facts === undefined) return <span className={classes.quietDay}>{number}</span>
  const rows = facts.receivedRows + facts.sentRows
  return (
    <button type="button" className={classes.busyDay} aria-pressed={chosen} onClick={onChoose}>
      <span className={classes.dayNumber}>
        {number}
        {facts.failures > 0 && (
          <span className={classes.failures}>
            <WarnIcon size={14} />
            {facts.failures}
            <VisuallyHidden> {facts.failures === 1 ? 'failure' : 'failures'}</VisuallyHidden>
          </span>
        )}
      </span>
      <span className={classes.dayFacts}>
        {numberText(facts.transmissions)} <span aria-hidden>×</span>
        <VisuallyHidden>{facts.transmissions === 1 ? 'transmission' : 'transmissions'}</VisuallyHidden>
      </span>
      <span className={`${classes.dayFacts} ${classes.rows}`}>{countText(rows, 'row')}</span>
    </button>
  )
}
