import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import type { Conflict, ConflictRow } from '../../../../src/web/contract/conflicts.ts'
import { conflicts as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText, numberText, storeNumberText } from '../../words/count-text.ts'
import { rowKeyText, rowText } from '../../words/row-key-text.ts'
import { storeText } from '../../words/store-text.ts'
import { type Choices, chooseAll, conflictIds, decisionsOf, undoOf } from './choice.ts'
import { ConflictColumn } from './conflict-column.tsx'
import classes from './conflicts.module.css'
import { outcomeText } from './outcome-text.ts'
import { RestOfRow } from './rest-of-row.tsx'
import { RowHistory } from './row-history.tsx'
import { SettledConflict } from './settled-conflict.tsx'
import { usePutBack } from './use-put-back.ts'
import { WholeRowChoice } from './whole-row-choice.tsx'

export function ConflictPage({ id }: { id: number }) {
  const { data, error, refetch } = useQuery({ queryKey: ['conflicts', 'row', id], queryFn: () => calls.row(id) })
  const conflict = data?.conflict
  return (
    <Page
      title={conflict ? `${conflict.table}, ${rowText(conflict)}` : 'Conflict'}
      lead={
        <>
          {conflict && `${storeText(conflict.store)} (${storeNumberText(conflict.store.number)}) · `}
          {conflict && conflict.label !== '' && `row ${rowKeyText(conflict.rowKey)} · `}
          {conflict && `${outcomeText(conflict)} · `}
          <Link href="/conflicts">All conflicts</Link>
        </>
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && data.conflict.outcome === 'open' && <Decide row={data} />}
      {data && data.conflict.outcome !== 'open' && <Settled row={data} />}
      {data && <RowHistory settled={data.settled} />}
    </Page>
  )
}

/** The questions that are still open about the row are a link away. */
const Settled = ({ row: { conflict, beside, columns, exists } }: { row: ConflictRow }) => (
  <>
    {beside[0] && (
      <Text size="sm" mb="md">
        About this row {countText(beside.length, 'value')} {beside.length === 1 ? 'waits' : 'wait'} for a decision:{' '}
        <Link href={`/conflicts/${beside[0].id}`}>decide</Link>
      </Text>
    )}
    <SettledConflict conflict={conflict} exists={exists} />
    <RestOfRow columns={columns} title="The row as it stands at the office" />
  </>
)

/** Whose rest of the row is shown. */
function restLead(all: Conflict[], exists: boolean): string {
  if (!exists) return 'As far as it is known: the row is not at the office any more'
  const deleted = all.find(({ kind }) => kind === 'deleted at store')
  return deleted
    ? `As it stands at the office; ${storeText(deleted.store)} has deleted the row`
    : 'The same at both sides'
}

const nothing: Choices = {}

function Decide({ row }: { row: ConflictRow }) {
  const { conflict, beside, columns, next, exists } = row
  const [choices, setChoices, forget] = useDraft(`conflict-${conflict.id}`, nothing)
  const [, go] = useLocation()
  const queries = useQueryClient()
  const notices = useNotices()
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: ['conflicts'] })
    void queries.invalidateQueries({ queryKey: ['home'] })
  }
  const back = usePutBack()
  const resolve = useMutation({
    mutationFn: calls.decide,
    onSuccess: ({ open }, made) => {
      const ids = made.decisions.map((each) => each.id)
      const undo = undoOf(row, made)
      forget()
      refresh()
      notices.done(
        open === 0 ? 'Resolved. Nothing is left to decide.' : `Resolved. ${countText(open, 'value')} left.`,
        undo.length > 0 ? () => back.mutate(undo, { onError: notices.failed }) : undefined,
      )
      const left = conflictIds(row).find((each) => !ids.includes(each)) ?? next
      go(left === null ? '/conflicts' : `/conflicts/${left}`)
    },
  })
  const decisions = decisionsOf(row, choices)
  const all = [conflict, ...beside]
  const chosen = decisions.decisions.length
  const inConflict = columns.filter((column) => column.conflict !== null)
  const wholeRow = all.find((each) => each.column === null)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        resolve.mutate(decisions)
      }}
    >
      <Card>
        {inConflict.length > 1 && (
          <Group gap="sm" mb="md">
            <Button variant="default" onClick={() => setChoices(chooseAll(row, 'office'))}>
              All current
            </Button>
            <Button variant="default" onClick={() => setChoices(chooseAll(row, 'store'))}>
              All incoming
            </Button>
          </Group>
        )}
        {!exists && wholeRow === undefined && (
          <Text size="sm" mb="md">
            The row is not at the office any more. Taking another value than the current one brings it back.
          </Text>
        )}
        <div className={classes.columns}>
          {wholeRow && (
            <WholeRowChoice
              conflict={wholeRow}
              choice={choices[wholeRow.id]}
              onChoose={(choice) => setChoices({ ...choices, [wholeRow.id]: choice })}
            />
          )}
          {inConflict.map((column) => {
            const about = all.find((each) => each.id === column.conflict)
            return about === undefined ? null : (
              <ConflictColumn
                key={about.id}
                name={column.name}
                conflict={about}
                choice={choices[about.id]}
                onChoose={(choice) => setChoices({ ...choices, [about.id]: choice })}
              />
            )
          })}
        </div>
        <FaultNotice error={resolve.error} />
        <Group justify="space-between" mt="lg">
          <Text size="sm" c="dimmed">
            {chosen < all.length
              ? `${numberText(chosen)} of ${numberText(all.length)} chosen; what is left open stays as it is for now.`
              : 'Your choice goes to every location.'}
          </Text>
          <Group gap="sm">
            {next !== null && (
              <Button component={Link} href={`/conflicts/${next}`} variant="subtle">
                Skip to the next
              </Button>
            )}
            <Button type="submit" disabled={chosen === 0} loading={resolve.isPending}>
              Resolve
            </Button>
          </Group>
        </Group>
      </Card>
      <RestOfRow columns={columns} lead={restLead(all, exists)} />
    </form>
  )
}
