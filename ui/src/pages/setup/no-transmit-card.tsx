import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Setup } from '../../../../src/web/contract/setup.ts'
import { setup as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'

/** Takes effect at once, and can be undone. */
export function NoTransmitCard({ setup }: { setup: Setup }) {
  const queries = useQueryClient()
  const notices = useNotices()
  const change = useMutation({
    mutationFn: (noTransmit: boolean) => calls.save({ noTransmit }),
    onSuccess: (now, asked) => {
      queries.setQueryData(['setup'], now)
      void queries.invalidateQueries({ queryKey: ['home'] })
      notices.done(asked ? 'No Transmit is on.' : 'No Transmit is off.', () => change.mutate(!asked))
    },
    onError: notices.failed,
  })
  return (
    <Card>
      <Switch
        label="No Transmit"
        description={
          setup.role === 'office'
            ? 'On: the office takes no part in transmissions until it is switched off again. Stores go on and wait.'
            : 'On: this store takes no part in transmissions until it is switched off again. Nothing is lost.'
        }
        checked={setup.noTransmit}
        disabled={change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </Card>
  )
}
