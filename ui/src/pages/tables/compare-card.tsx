import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwnTables } from '../../../../src/web/contract/own-tables.ts'
import { ownTables as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'

const states = {
  no: '',
  asked: 'The office will be asked with the next transmission.',
  'under way': 'The office is comparing; it takes some transmissions of both.',
}

/** Asks the office to compare its rows with those here. */
export const CompareCard = ({ comparing }: { comparing: OwnTables['comparing'] }) => {
  const queries = useQueryClient()
  const notices = useNotices()
  const compare = useMutation({
    mutationFn: calls.compare,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['own-tables'] }),
    onError: notices.failed,
  })
  return (
    <Card
      title="Compare with the office"
      lead="Checks that both hold the same rows, without sending them. What differs is shown at the office, on this store's page."
      actions={
        comparing === 'no' && (
          <Button variant="default" onClick={() => compare.mutate()} loading={compare.isPending}>
            Ask the office to compare
          </Button>
        )
      }
    >
      {states[comparing] && <Text size="sm">{states[comparing]}</Text>}
    </Card>
  )
}
