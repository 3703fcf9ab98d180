import { NumberInput, PasswordInput, Select, TagsInput, TextInput } from '@mantine/core'
import type { Notices } from '../../../../src/web/contract/setup.ts'
import classes from './setup.module.css'
import type { PartProps } from './setup-form.tsx'

type Mail = NonNullable<Notices['mail']>
type MailProps = { part: PartProps; mail: Mail; onMail: (mail: Mail) => void }

const encryptions = [
  { value: 'explicit', label: 'STARTTLS (usually port 587)' },
  { value: 'implicit', label: 'TLS from the first byte (usually port 465)' },
  { value: 'off', label: 'Off: account and notices can be read on the way' },
]

/** Encryption and port belong together, unless somebody chose another port. */
const usualPorts = { explicit: 587, implicit: 465, off: 587 }
const withTls = (mail: Mail, tls: Mail['tls']): Mail => ({
  ...mail,
  tls,
  port: mail.port === usualPorts[mail.tls] ? usualPorts[tls] : mail.port,
})

export const MailFields = ({ part: { value, faults, onChange }, mail, onMail }: MailProps) => {
  const fault = (name: string) => Object.entries(faults).find(([path]) => path.startsWith(`notices.mail.${name}`))?.[1]
  return (
    <div className={classes.fields}>
      <TextInput
        label="Mail server"
        value={mail.host}
        onChange={(event) => onMail({ ...mail, host: event.currentTarget.value })}
        error={fault('host')}
        spellCheck={false}
      />
      <NumberInput
        label="Port of the mail server"
        hideControls
        clampBehavior="none"
        value={mail.port}
        onChange={(port) => onMail({ ...mail, port: Number(port) })}
        error={fault('port')}
      />
      <Select
        label="Encryption"
        data={encryptions}
        value={mail.tls}
        onChange={(tls) => onMail(withTls(mail, (tls ?? 'explicit') as Mail['tls']))}
        error={fault('tls')}
      />
      <TextInput
        label="User name of the mail account"
        value={mail.username}
        onChange={(event) => onMail({ ...mail, username: event.currentTarget.value })}
        error={fault('username')}
        autoComplete="off"
      />
      <PasswordInput
        label="Password of the mail account"
        placeholder={value.mailPasswordSet ? 'Saved. Leave empty to keep it' : ''}
        value={value.mailPassword ?? ''}
        onChange={(event) => onChange({ mailPassword: event.currentTarget.value || undefined })}
        error={faults.mailPassword}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show password of the mail account', tabIndex: 0 }}
      />
      <TextInput
        label="From"
        placeholder="office@example.com"
        value={mail.from}
        onChange={(event) => onMail({ ...mail, from: event.currentTarget.value })}
        error={fault('from')}
      />
      <TagsInput
        label="To"
        description="Type an address and press Enter"
        value={mail.to}
        onChange={(to) => onMail({ ...mail, to })}
        error={fault('to')}
        acceptValueOnBlur
      />
    </div>
  )
}
