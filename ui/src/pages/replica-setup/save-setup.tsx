import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReplicaSetupEffect, ReplicaSetupPage } from '../../../../src/web/contract/replica-setup.ts'
import { replicaSetup } from '../../api/calls.ts'
import { InfoIcon, WarnIcon } from '../../icons/sign-icons.tsx'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import classes from './replica-setup.module.css'
import { changeOf, type SetupDraft } from './setup-draft.ts'
import type { SetupCheck } from './use-setup-check.ts'

type SaveProps = { page: ReplicaSetupPage; draft: SetupDraft; check: SetupCheck; onForget: () => void }

/** What the change will do, in words, and the button that does it. */
export function SaveSetup({ page, draft, check, onForget }: SaveProps) {
  const queries = useQueryClient()
  const notices = useNotices()
  const save = useMutation({
    mutationFn: () => replicaSetup.save(changeOf(page, draft)),
    onSuccess: ({ saved, version }) => {
      void queries.invalidateQueries({ queryKey: ['replica-setup'] })
      if (!saved) return
      onForget()
      notices.done(`Replica Setup is saved as version ${version}. Stores take it over at their next transmission.`)
    },
  })
  const refused = check.data?.effects.some(({ level }) => level === 'error') ?? false
  return (
    <section className={classes.save} aria-label="What the change will do">
      <Card title="What this change will do">
        <FaultNotice error={save.error ?? check.error} />
        {check.data ? (
          <Effects effects={check.data.effects} />
        ) : (
          !check.error && <Waiting what="Looking at every table" />
        )}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onForget}>
            Discard
          </Button>
          <Button onClick={() => save.mutate()} loading={save.isPending} disabled={refused || !check.settled}>
            Save
          </Button>
        </Group>
      </Card>
    </section>
  )
}

const Effects = ({ effects }: { effects: ReplicaSetupEffect['effects'] }) =>
  effects.length === 0 ? (
    <p>Nothing: the tables stay as they are.</p>
  ) : (
    <ul className={classes.effects} aria-live="polite">
      {effects.map(({ table, text, level }) => (
        <li key={`${table} ${text}`} className={classes.effect} data-level={level}>
          {level === 'info' ? <InfoIcon /> : <WarnIcon label={level === 'warn' ? 'Warning' : 'Not possible'} />}
          <span>
            {table !== '' && <strong>{table}: </strong>}
            {text}
          </span>
        </li>
      ))}
    </ul>
  )
