import { Button, Group, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Comparison } from '../../../../src/web/contract/comparison.ts'
import { comparison as calls } from '../../api/calls.ts'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { countText } from '../../words/count-text.ts'
import { timeText } from '../../words/time-text.ts'
import { useCompare } from './use-compare.ts'

type Found = NonNullable<Comparison['comparison']>

const states: Record<Exclude<Found['state'], 'done'>, string> = {
  wanted: 'It begins with the next transmission here.',
  prepared: 'It goes on with the next transmission here.',
  asked: 'The store is asked; its next transmission brings the answer, and the next one here takes it.',
  narrowing: 'Some rows differ; the next transmission here looks at them more closely.',
}

/** Compares the rows of office and store without sending them, and settles what differs by the conflict rules. */
export function CompareCard({ guid, name }: { guid: string; name: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['stores', guid, 'comparison'],
    queryFn: () => calls.read(guid),
  })
  const ask = useAsk()
  const compare = useCompare()
  const found = data?.comparison
  const begin = (how: { repair?: boolean; again?: boolean }) => compare.mutate({ stores: [guid], ...how })
  const repair = async () => {
    const sure = await ask({
      title: `Settle what differs from ${name}?`,
      text: 'The store sends these rows, and the conflict rules settle them as if both sides had changed them. Every value that loses is kept and can be put back under Conflicts.',
      yes: 'Settle them',
    })
    if (sure) begin({ repair: true })
  }
  return (
    <Card
      title="Compare rows"
      lead="Checks that this office and the store hold the same rows, without sending them."
      actions={
        data && (
          <Group gap="sm">
            {found && found.total > found.parked && !found.repair && (
              <Button onClick={() => void repair()} loading={compare.isPending}>
                Settle what differs …
              </Button>
            )}
            {(!found || found.state === 'done') && (
              <Button variant="default" onClick={() => begin(found ? { again: true } : {})} loading={compare.isPending}>
                {found ? 'Compare again' : 'Compare'}
              </Button>
            )}
          </Group>
        )
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {data && !found && (
        <Text size="sm" c="dimmed">
          They have not been compared yet. It takes some transmissions of both.
        </Text>
      )}
      {found && <Compared found={found} />}
    </Card>
  )
}

const foundText = (differing: number, parked: number): string =>
  [
    ...(differing > 0 ? [countText(differing, 'row differs', 'rows differ')] : []),
    ...(parked > 0 ? [`${countText(parked, 'row is', 'rows are')} parked there`] : []),
  ].join(', and ')

const Compared = ({ found }: { found: Found }) => {
  const { state, doneAt, tables, leftOut, total, parked, rows, repair } = found
  const differing = total - parked
  const compared = countText(tables.length - leftOut.length, 'table')
  return (
    <>
      <Text size="sm">
        {state !== 'done'
          ? states[state]
          : total === 0
            ? `They agree in ${compared}, as of ${timeText(doneAt)}.`
            : `${foundText(differing, parked)} in ${compared}, as of ${timeText(doneAt)}.`}
      </Text>
      {parked > 0 && (
        <Text size="sm">The store&rsquo;s database refuses what is parked; Parked rows there says why.</Text>
      )}
      {leftOut.length > 0 && <Text size="sm">Not compared for now: {leftOut.join(', ')}.</Text>}
      {repair && differing > 0 && (
        <Text size="sm">
          {rows.every(({ sent, kind }) => sent || kind === 'parked at store')
            ? 'The store has been asked to send them; the conflict rules settle them as they come.'
            : 'They are settled with the next transmissions.'}
        </Text>
      )}
      {rows.length > 0 && (
        <div style={{ overflowX: 'auto' }}>
          <Table mt="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Table</Table.Th>
                <Table.Th>Row</Table.Th>
                <Table.Th>What differs</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ table, key, kind }) => (
                <Table.Tr key={`${table} ${key}`}>
                  <Table.Td>{table}</Table.Td>
                  <Table.Td className="co-wrap">{key}</Table.Td>
                  <Table.Td>{kind}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {total > rows.length && <Text size="sm">and {countText(total - rows.length, 'more', 'more')}</Text>}
    </>
  )
}
