import { Badge, Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwnTrigger } from '../../../../src/web/contract/own-tables.ts'
import { ownTables as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import classes from './tables.module.css'

/** Triggers of the shop's program: which of them run when rows from the office are written, with a switch for each. */
export function TriggersCard({ triggers }: { triggers: OwnTrigger[] }) {
  const queries = useQueryClient()
  const notices = useNotices()
  const ask = useAsk()
  const choose = useMutation({
    mutationFn: calls.chooseTrigger,
    onSuccess: ({ name, runs, choice }) => {
      void queries.invalidateQueries({ queryKey: ['own-tables'] })
      const now = runs ? 'runs' : 'is skipped'
      notices.done(`${name} ${now} for rows from the office${choice === null ? ', as it would by itself' : ''}.`)
    },
    onError: notices.failed,
  })
  const switchTo = async ({ name, effect }: OwnTrigger, choice: 'run' | 'skip') => {
    const sure =
      choice === 'skip' ||
      !(effect === 'transmitted' || effect === 'both') ||
      (await ask({
        title: `Run ${name} for rows from the office?`,
        text: 'What it writes then goes to the office as an edit of this store. Where the same trigger runs at other places too, its work is done twice.',
        yes: 'Run it',
        no: 'Cancel',
      }))
    if (sure) choose.mutate({ trigger: name, choice })
  }
  if (triggers.length === 0) return null
  return (
    <Card
      title="Triggers of the shop's program"
      lead="For changes made in the shop they all run. For rows from the office, those are skipped that write what is transmitted: what they wrote arrives from where the change was made."
    >
      <ul className={classes.list}>
        {triggers.map((trigger) => (
          <li key={trigger.name} className={classes.line}>
            <div className={classes.words}>
              <span className={classes.name}>{trigger.name}</span>{' '}
              <Badge
                variant="light"
                color={trigger.effect === 'unknown' || trigger.effect === 'both' ? 'orange' : 'gray'}
                tt="none"
                radius="sm"
                miw="max-content"
              >
                {trigger.runs ? 'Runs' : 'Skipped'} for rows from the office
              </Badge>
              <div className={classes.note}>
                of {trigger.table} · {reasonOf(trigger)}
                {trigger.choice !== null && ' You decided this.'}
              </div>
            </div>
            <Group gap="xs" className={classes.buttons}>
              {trigger.effect !== 'unknown' && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`${trigger.name}: ${trigger.runs ? 'Skip it' : 'Run it'}`}
                  disabled={choose.isPending}
                  onClick={() => void switchTo(trigger, trigger.runs ? 'skip' : 'run')}
                >
                  {trigger.runs ? 'Skip it' : 'Run it'}
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function reasonOf({ effect, writes, why }: OwnTrigger): string {
  const tables = writes.join(', ')
  switch (effect) {
    case 'nothing':
      return 'It writes nothing. A row from the office that it refuses is parked.'
    case 'own':
      return `It writes only what is not transmitted (${tables}).`
    case 'transmitted':
      return `It writes what is transmitted (${tables}).`
    case 'both':
      return `It writes what is transmitted and what is not (${tables}): look whether it should run.`
    case 'unknown':
      return `This program cannot run it: ${why}. It runs in the shop's program only.`
  }
}
