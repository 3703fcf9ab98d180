import { Button } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ParkedRow } from '../../../../src/web/contract/parked.ts'
import { parked as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText } from '../../words/count-text.ts'
import { rowKeyText } from '../../words/row-key-text.ts'
import { agoText, timeText } from '../../words/time-text.ts'
import classes from './parked.module.css'

const LIMIT = 100

/** Rows from the office that this database refuses, each with the reason and what would settle it. */
export function ParkedList() {
  const [limit, setLimit] = useState(LIMIT)
  const { data, error, refetch } = useQuery({
    queryKey: ['parked', 'list', limit],
    queryFn: () => calls.list(limit),
    placeholderData: keepPreviousData,
  })
  const queries = useQueryClient()
  const notices = useNotices()
  const retry = useMutation({
    mutationFn: calls.retry,
    onSuccess: ({ settled, left }) => {
      for (const what of ['parked', 'home']) void queries.invalidateQueries({ queryKey: [what] })
      notices.done(left === 0 ? 'All are settled.' : `${countText(settled, 'row')} settled, ${left} still parked.`)
    },
    onError: notices.failed,
  })
  return (
    <Page
      title="Parked rows"
      lead={data && (data.total === 0 ? 'none' : `${countText(data.total, 'row')} that this database refuses for now`)}
      actions={
        data &&
        data.total > 0 && (
          <Button onClick={() => retry.mutate()} loading={retry.isPending}>
            Try all again now
          </Button>
        )
      }
    >
      <Card>
        <FaultNotice error={error} onRetry={() => void refetch()} />
        {!data && !error && <Waiting />}
        {data?.total === 0 && (
          <Empty title="No row is parked">
            A row from the office that this database refuses (a value that is unique here, a reference to a row that is
            missing) waits here with its reason. Everything else goes on, and it is tried again at every transmission.
          </Empty>
        )}
        <ul className={classes.list}>
          {data?.rows.map((row) => (
            <ParkedLine key={row.number} row={row} />
          ))}
        </ul>
        {data && data.total > data.rows.length && (
          <Button variant="default" mt="md" onClick={() => setLimit(limit + 5 * LIMIT)}>
            Show more ({countText(data.total - data.rows.length, 'row')} left)
          </Button>
        )}
      </Card>
    </Page>
  )
}

const ParkedLine = ({ row: { number, table, key, arrives, reason, remedy, since, tries } }: { row: ParkedRow }) => (
  <li className={classes.line}>
    <div className={classes.lineHead}>
      <Link href={`/parked/${number}`} className={classes.name}>
        {table}, row {rowKeyText(key)}
      </Link>
      <span className={classes.facts} title={timeText(since)}>
        #{number} · since {agoText(since)} · {tries === 0 ? 'not tried yet' : countText(tries, 'try', 'tries')}
      </span>
    </div>
    <div className={classes.reason}>
      {arrives === 'removal' && 'To be deleted: '}
      {reason}
    </div>
    {remedy && <div className={classes.remedy}>{remedy}</div>}
  </li>
)
