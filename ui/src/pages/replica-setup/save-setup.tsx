import { Button, Group } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReplicaSetupEffect, ReplicaSetupPage } from '../../../../src/web/contract/replica-setup.ts'
import { replicaSetup } from '../../api/calls.ts'
import { InfoIcon, WarnIcon } from '../../icons/sign-icons.tsx'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import classes from './replica-setup.module.css'
import { changeOf, type SetupDraft } from './setup-draft.ts'

const SETTLED_MS = 300

type SaveProps = { page: ReplicaSetupPage; draft: SetupDraft; onForget: () => void }

/** What the change will do, in words, and the button that does it. */
export function SaveSetup({ page, draft, onForget }: SaveProps) {
  const change = changeOf(page, draft)
  const [settled] = useDebouncedValue(JSON.stringify(change), SETTLED_MS)
  const queries = useQueryClient()
  const notices = useNotices()
  const check = useQuery({
    queryKey: ['replica-setup-check', settled],
    queryFn: () => replicaSetup.check(JSON.parse(settled)),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const save = useMutation({
    mutationFn: () => replicaSetup.save(change),
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
          <Button
            onClick={() => save.mutate()}
            loading={save.isPending}
            disabled={refused || check.isPlaceholderData || check.isPending}
          >
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
