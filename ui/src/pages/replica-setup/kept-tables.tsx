import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReplicaSetupPage } from '../../../../src/web/contract/replica-setup.ts'
import { replicaSetup } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { timeText } from '../../words/time-text.ts'
import classes from './replica-setup.module.css'

type Kept = ReplicaSetupPage['kept'][number]

/** Rows that the office kept of tables that are no longer transmitted, or began anew. */
export function KeptTables({ kept }: { kept: Kept[] }) {
  const ask = useAsk()
  const notices = useNotices()
  const queries = useQueryClient()
  const drop = useMutation({
    mutationFn: replicaSetup.dropKept,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['replica-setup'] })
      notices.done('The table is dropped.')
    },
    onError: notices.failed,
  })
  const start = async ({ keptAs }: Kept) => {
    const sure = await ask({
      title: `Drop ${keptAs}?`,
      text: 'Its rows are deleted from the office database and cannot be brought back. What the stores have stays as it is.',
      yes: 'Drop it, rows and all',
      danger: true,
    })
    if (sure) drop.mutate(keptAs)
  }
  if (kept.length === 0) return null
  return (
    <Card
      title="Kept rows"
      lead="Of tables that are no longer transmitted, or began anew: the rows as they were, in the office database, until somebody drops them."
    >
      <ul className={classes.effects}>
        {kept.map((table) => (
          <li key={table.keptAs} className={classes.kept}>
            <span className={classes.name}>
              {table.keptAs}
              <span className={classes.note}>
                {' '}
                rows of {table.table}, until {timeText(table.at)} (replica setup {table.version})
              </span>
            </span>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={`Drop … ${table.keptAs}`}
              disabled={drop.isPending}
              onClick={() => void start(table)}
            >
              Drop …
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
