import { Button, SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'wouter'
import type { Conflict } from '../../../../src/web/contract/conflicts.ts'
import { conflicts as calls } from '../../api/calls.ts'
import { Card } from '../../pieces/card.tsx'
import { CellText } from '../../pieces/cell.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText, storeNumberText } from '../../words/count-text.ts'
import { agoText, timeText } from '../../words/time-text.ts'
import classes from './conflicts.module.css'
import { outcomeText, rowKeyText } from './outcome-text.ts'

const LIMIT = 100

export function ConflictList() {
  const [search, setSearch] = useSearchParams()
  const which = search.get('which') === 'all' ? 'all' : 'open'
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['conflicts', 'list', which],
    queryFn: ({ pageParam }) =>
      calls.list({ which, limit: LIMIT, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ conflicts, more }) => (more ? (conflicts.at(-1)?.id ?? null) : null),
  })
  const all = data?.pages.flatMap((page) => page.conflicts) ?? []
  const open = data?.pages.at(-1)?.open ?? 0
  return (
    <Page title="Conflicts" lead={data && (open === 0 ? 'none open' : `${countText(open, 'value')} to decide`)}>
      <Card>
        <SegmentedControl
          aria-label="Which conflicts"
          data={[
            { value: 'open', label: 'To decide' },
            { value: 'all', label: 'All, with their history' },
          ]}
          value={which}
          onChange={(value) => setSearch(value === 'all' ? { which: 'all' } : {}, { replace: true })}
          transitionDuration={0}
          mb="md"
        />
        <FaultNotice error={error} onRetry={() => void refetch()} />
        {!data && !error && <Waiting />}
        {data && all.length === 0 && <NoConflict which={which} />}
        <ul className={classes.list}>
          {all.map((conflict) => (
            <ConflictLine key={conflict.id} conflict={conflict} />
          ))}
        </ul>
        {hasNextPage && (
          <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        )}
      </Card>
    </Page>
  )
}

const NoConflict = ({ which }: { which: 'open' | 'all' }) => (
  <Empty title={which === 'open' ? 'Nothing to decide' : 'There has been no conflict yet'}>
    Where two places change the same value without having seen each other's change, the rule in Replica Setup decides.
    With the rule “ask” it waits here for you; meanwhile the office's value stands everywhere.
  </Empty>
)

const ConflictLine = ({ conflict }: { conflict: Conflict }) => {
  const { id, table, column, rowKey, store, officeValue, storeValue, noticedAt, outcome, kind } = conflict
  return (
    <li className={classes.line} data-open={outcome === 'open' || undefined}>
      <div className={classes.lineHead}>
        <Link href={`/conflicts/${id}`} className={classes.lineName}>
          {table}
          {column === null ? '' : `.${column}`}, row {rowKeyText(rowKey)}
        </Link>
        <span className={classes.lineFacts} title={timeText(noticedAt)}>
          Store {storeNumberText(store.number)} · {agoText(noticedAt)} · {outcomeText(conflict)}
        </span>
      </div>
      {column === null ? (
        <div className={classes.lineValues}>The whole row: {kind}</div>
      ) : (
        <div className={classes.lineValues}>
          <span>
            <span className={classes.side}>Current</span> <CellText cell={officeValue} />
          </span>
          <span>
            <span className={classes.side}>Incoming</span> <CellText cell={storeValue} />
          </span>
        </div>
      )}
    </li>
  )
}
