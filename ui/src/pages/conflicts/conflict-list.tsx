import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { conflicts as calls } from '../../api/calls.ts'
import { SearchIcon } from '../../icons/sign-icons.tsx'
import { Card } from '../../pieces/card.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText } from '../../words/count-text.ts'
import { ConflictLine } from './conflict-line.tsx'
import classes from './conflicts.module.css'

const LIMIT = 100
const SETTLED_MS = 250

/** As the server takes them. */
const MAX_WORDS = 200

export function ConflictList() {
  const [search, setSearch] = useSearchParams()
  const which = search.get('which') === 'all' ? 'all' : 'open'
  const [words, setWords] = useState('')
  const tooLong = words.trim().length > MAX_WORDS
  const [asked] = useDebouncedValue(tooLong ? '' : words.trim(), SETTLED_MS)
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['conflicts', 'list', which, asked],
    queryFn: ({ pageParam }) =>
      calls.list({
        which,
        limit: LIMIT,
        ...(asked === '' ? {} : { search: asked }),
        ...(pageParam === null ? {} : { after: pageParam }),
      }),
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
        <TextInput
          aria-label="Find a conflict"
          placeholder="Find by table, column, row, store or value"
          leftSection={<SearchIcon size={16} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          error={tooLong && 'Search with at most 200 characters'}
          mb="md"
        />
        <FaultNotice error={error} onRetry={() => void refetch()} />
        {!data && !error && <Waiting />}
        {data &&
          all.length === 0 &&
          (asked === '' ? <NoConflict which={which} /> : <Empty title="No conflict fits these words" />)}
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
