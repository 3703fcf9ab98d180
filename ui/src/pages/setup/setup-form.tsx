import { Button, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Setup, SetupChange } from '../../../../src/web/contract/setup.ts'
import { setup as calls } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { useFaultFocus } from '../../pieces/use-fault-focus.ts'
import { storeNumberText } from '../../words/count-text.ts'
import { BackupFields } from './backup-fields.tsx'
import { NoticeFields } from './notice-fields.tsx'
import classes from './setup.module.css'
import { TransmitTimesFields } from './transmit-times-fields.tsx'

/** What a part of the form gets: the value so far, what is wrong with its fields, and how to change it. */
export type PartProps = {
  value: Setup & { mailPassword?: string; webhook?: string | null }
  faults: Record<string, string>
  onChange: (change: SetupChange) => void
}

const nothing: SetupChange = {}
/** No draft keeps a secret; that the web address is to go is none. */
const withoutSecrets = ({ mailPassword: _, webhook, ...rest }: SetupChange): SetupChange =>
  webhook === null ? { ...rest, webhook } : rest

/** Everything of Setup that is saved together. What is typed survives a reload; a mail password and a web address do not. */
export function SetupForm({ saved }: { saved: Setup }) {
  const [kept, change, forget] = useDraft('setup', nothing, withoutSecrets)
  const queries = useQueryClient()
  const notices = useNotices()
  const save = useMutation({
    mutationFn: calls.save,
    onSuccess: (now) => {
      queries.setQueryData(['setup'], now)
      void queries.invalidateQueries({ queryKey: ['home'] })
      void queries.invalidateQueries({ queryKey: ['session'] })
      forget()
      notices.done('Setup is saved.')
    },
  })
  const changed = Object.entries(kept).filter(([name, value]) => !same(value, saved[name as keyof Setup]))
  const faults = save.error ? faultOf(save.error).fields : {}
  const form = useFaultFocus(faults)
  const part: PartProps = {
    value: { ...saved, ...kept } as PartProps['value'],
    faults,
    onChange: (next) => {
      save.reset()
      change((before) => ({ ...before, ...next }))
    },
  }
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(Object.fromEntries(changed))
      }}
    >
      <Card title="This location">
        <div className={classes.fields}>
          <TextInput
            label="Name"
            value={part.value.name}
            onChange={(event) => part.onChange({ name: event.currentTarget.value })}
            error={faults.name}
          />
          {saved.store && (
            <TextInput
              label="Store number"
              description="Given by the office with the invitation"
              value={storeNumberText(saved.store.number)}
              readOnly
            />
          )}
        </div>
        <dl className={classes.siteFacts} style={{ marginTop: '1rem' }}>
          <dt>Database</dt>
          <dd className="co-code">{saved.database}</dd>
          <dt>Home folder</dt>
          <dd className="co-code">{saved.home}</dd>
        </dl>
      </Card>
      <TransmitTimesFields {...part} />
      <BackupFields {...part} />
      <NoticeFields {...part} />
      {Object.keys(faults).length === 0 && <FaultNotice error={save.error} />}
      {changed.length > 0 && (
        <div className={classes.saveBar}>
          <Text size="sm" c={Object.keys(faults).length > 0 ? 'var(--mantine-color-error)' : 'dimmed'}>
            {Object.keys(faults).length > 0
              ? 'Not saved: see what is marked above.'
              : 'There are changes that are not saved yet.'}
          </Text>
          <Button variant="default" onClick={forget}>
            Discard
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      )}
    </form>
  )
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
