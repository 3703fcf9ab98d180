import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import type { ParkedDetail } from '../../../../src/web/contract/parked.ts'
import { parked as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText } from '../../words/count-text.ts'
import { rowKeyText } from '../../words/row-key-text.ts'
import { timeText } from '../../words/time-text.ts'
import { BothRows } from './both-rows.tsx'
import { InTheWay } from './in-the-way.tsx'

/** One parked row beside the one that stands here, what is in its way, and what can be done. */
export function ParkedRowPage({ number }: { number: number }) {
  const { data, error, refetch } = useQuery({ queryKey: ['parked', number], queryFn: () => calls.row(number) })
  const row = data?.row
  return (
    <Page
      title={row ? `${row.table}, row ${rowKeyText(row.key)}` : 'Parked row'}
      lead={
        <>
          {row && `#${number} · since ${timeText(row.since)} · ${countText(row.tries, 'try', 'tries')} · `}
          <Link href="/parked">All parked rows</Link>
        </>
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && row && (
        <>
          <Card title="Why it waits">
            <Text>
              {row.arrives === 'removal' && 'The office has deleted it: '}
              {row.reason}
            </Text>
            {row.remedy && (
              <Text size="sm" c="dimmed">
                {row.remedy}
              </Text>
            )}
            <InTheWay obstacles={data.obstacles} />
          </Card>
          <BothRows detail={data} />
          <KeepOwn detail={data} />
        </>
      )}
    </Page>
  )
}

/** Lets what stands here hold. Where there is no such row here, or the row filter keeps it back, that deletes it everywhere else, so it asks. */
function KeepOwn({ detail: { row, stands, becomes } }: { detail: ParkedDetail }) {
  const ask = useAsk()
  const notices = useNotices()
  const queries = useQueryClient()
  const [, go] = useLocation()
  const deletes = becomes === 'deletion'
  const words = !deletes ? KEEP : stands ? KEEP_BACK : NONE_HERE
  const discard = useMutation({
    mutationFn: () => calls.discard({ numbers: [row.number], deleteEverywhere: deletes }),
    onSuccess: ({ rows }) => {
      for (const what of ['parked', 'home', 'data']) void queries.invalidateQueries({ queryKey: [what] })
      const deleted = rows.some(({ becomes }) => becomes === 'deletion')
      notices.done(
        deleted
          ? 'It is deleted at all who share it with the next transmission.'
          : 'What stands here holds; the next transmission carries it on.',
      )
      go('/parked')
    },
  })
  const start = async () => {
    const sure = await ask({ ...words.question, ...(deletes ? { danger: true } : {}) })
    if (sure) discard.mutate()
  }
  return (
    <Card title="Or settle it here">
      <FaultNotice error={discard.error} />
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" maw="34rem">
          {words.when}
        </Text>
        <Button
          variant="default"
          {...(deletes ? { color: 'red' } : {})}
          onClick={() => void start()}
          loading={discard.isPending}
        >
          {words.button}
        </Button>
      </Group>
    </Card>
  )
}

const KEEP = {
  when: 'If the row as it stands here is the right one, it can be made to hold everywhere.',
  button: 'Keep what stands here …',
  question: {
    title: 'Keep what stands here?',
    text: "What the office sent is discarded, and the row as it stands here goes to the office and to all who share it. The office's values can be looked up under Conflicts there, where they were changed meanwhile.",
    yes: 'Keep what stands here',
  },
}

const KEEP_BACK = {
  when: 'The row filter keeps the row here back. If the office is to have none of this key, discard what it sent.',
  button: 'Discard, and delete it there …',
  question: {
    title: 'Delete the row at the office?',
    text: 'The row here stays as it is, and the row filter goes on keeping it back. Discarding what the office sent deletes the row at the office, and wherever it is read.',
    yes: 'Delete it there',
  },
}

const NONE_HERE = {
  when: 'There is no such row here. If there is to be none anywhere, discard it.',
  button: 'Discard, and delete it everywhere …',
  question: {
    title: 'Delete this row everywhere?',
    text: 'This database has no such row. Discarding what the office sent deletes the row at the office, and at every location that shares it.',
    yes: 'Delete it everywhere',
  },
}
