import { Checkbox, NumberInput, Stack, Switch } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Notices } from '../../../../src/web/contract/setup.ts'
import { setup } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { Card } from '../../pieces/card.tsx'
import { MailFields } from './mail-fields.tsx'
import { NoticeAttempt } from './notice-attempt.tsx'
import classes from './setup.module.css'
import type { PartProps } from './setup-form.tsx'
import { tellsWebhook, WebhookField } from './webhook-field.tsx'

export const emptyMail: NonNullable<Notices['mail']> = {
  host: '',
  port: 587,
  tls: 'explicit',
  username: '',
  from: '',
  to: [],
}

/** Of what people are told when nobody looks at the pages, and how. */
export function NoticeFields(saving: PartProps) {
  const { value, onChange } = saving
  const { notices } = value
  const attempt = useMutation({ mutationFn: setup.testNotices })
  const faults = { ...saving.faults, ...(attempt.error ? faultOf(attempt.error).fields : {}) }
  const part = {
    ...saving,
    faults,
    onChange: (change: Parameters<typeof onChange>[0]) => {
      attempt.reset()
      onChange(change)
    },
  }
  const set = (change: Partial<Notices>) => part.onChange({ notices: { ...notices, ...change } })
  return (
    <Card title="Notices" lead="An e-mail or a web address is told when something needs a person.">
      <Stack>
        <div className={classes.fields}>
          {value.role === 'office' && (
            <CountedCheckbox
              label="When a store has not been heard of"
              suffix=" hours"
              usual={48}
              value={notices.silentHours}
              fault={faults['notices.silentHours']}
              onChange={(silentHours) => set({ silentHours })}
            />
          )}
          <CountedCheckbox
            label="When transmissions failed one after the other"
            suffix=" times"
            usual={3}
            value={notices.failures}
            fault={faults['notices.failures']}
            onChange={(failures) => set({ failures })}
          />
          <Checkbox
            label="When a table does not transmit"
            checked={notices.leftOut}
            onChange={(event) => set({ leftOut: event.currentTarget.checked })}
          />
        </div>
        <Switch
          label="By e-mail"
          checked={notices.mail !== null}
          onChange={(event) => set({ mail: event.currentTarget.checked ? emptyMail : null })}
        />
        {notices.mail && <MailFields part={part} mail={notices.mail} onMail={(mail) => set({ mail })} />}
        <WebhookField {...part} />
        {(notices.mail !== null || tellsWebhook(value)) && <NoticeAttempt part={part} attempt={attempt} />}
      </Stack>
    </Card>
  )
}

type CountedProps = {
  label: string
  suffix: string
  usual: number
  value: number | null
  fault: string | undefined
  onChange: (value: number | null) => void
}

const CountedCheckbox = ({ label, suffix, usual, value, fault, onChange }: CountedProps) => (
  <div>
    <Checkbox
      label={label}
      checked={value !== null}
      onChange={(event) => onChange(event.currentTarget.checked ? usual : null)}
    />
    {value !== null && (
      <NumberInput
        mt="xs"
        ml="xl"
        maw={140}
        aria-label={`${label}:${suffix}`}
        suffix={suffix}
        min={1}
        clampBehavior="none"
        value={value}
        onChange={(count) => onChange(Number(count))}
        error={fault}
      />
    )}
  </div>
)
