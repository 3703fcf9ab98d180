import { Switch, TextInput } from '@mantine/core'
import type { PartProps } from './setup-form.tsx'

/** True where a web address is saved, or being entered. */
export const tellsWebhook = ({ webhook, webhookAt }: PartProps['value']): boolean =>
  webhook === undefined ? webhookAt !== null : webhook !== null

/** The web address that gets notices. It may hold a key, so a saved one is never shown again, only where it leads. */
export function WebhookField({ value, faults, onChange }: PartProps) {
  const { webhook, webhookAt } = value
  const on = tellsWebhook(value)
  const [entered, removed] = webhookAt === null ? ['', undefined] : [undefined, null]
  return (
    <>
      <Switch
        label="To a web address (webhook)"
        checked={on}
        onChange={(event) => onChange({ webhook: event.currentTarget.checked ? entered : removed })}
      />
      {on && (
        <TextInput
          label="Web address"
          description={`${webhookAt === null ? '' : `Saved, at ${webhookAt}. `}Gets one JSON document for every notice; https, for it names stores`}
          placeholder={webhookAt === null ? 'https://' : 'Saved. Leave empty to keep it'}
          value={webhook ?? ''}
          onChange={(event) => onChange({ webhook: event.currentTarget.value || entered })}
          error={faults.webhook}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </>
  )
}
