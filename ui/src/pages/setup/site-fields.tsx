import { Checkbox, NumberInput, PasswordInput, SegmentedControl, Switch, Text, TextInput } from '@mantine/core'
import { PinnedCertificate } from './pinned-certificate.tsx'
import classes from './setup.module.css'
import { type SiteDraft, usualPort } from './site-draft.ts'

type FieldsProps = {
  draft: SiteDraft
  password: string
  passwordSet: boolean
  faults: Record<string, string>
  onChange: (change: Partial<SiteDraft>) => void
  onPassword: (password: string) => void
}

const encryptions = [
  { value: 'off', label: 'Off' },
  { value: 'explicit', label: 'Explicit' },
  { value: 'implicit', label: 'Implicit' },
]
const explanations = {
  off: 'Everybody on the way can read user name and password. Rows stay sealed all the same.',
  explicit: 'The usual way: starts on the plain port and encrypts before the password (AUTH TLS).',
  implicit: 'Encrypted from the first byte, on a port of its own.',
}

export function SiteFields({ draft, password, passwordSet, faults, onChange, onPassword }: FieldsProps) {
  return (
    <div className={classes.fields}>
      <TextInput
        label="Host"
        description="Name or IP address of the FTP site"
        value={draft.host}
        onChange={(event) => onChange({ host: event.currentTarget.value })}
        error={faults.host}
        spellCheck={false}
        autoCapitalize="none"
        data-autofocus
      />
      <TextInput
        label="Home Dir"
        description="Folder for this network's files; made if it is missing"
        value={draft.homeDir}
        onChange={(event) => onChange({ homeDir: event.currentTarget.value })}
        error={faults.homeDir}
        spellCheck={false}
        autoCapitalize="none"
      />
      <TextInput
        label="Username"
        value={draft.username}
        onChange={(event) => onChange({ username: event.currentTarget.value })}
        error={faults.username}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
      />
      <PasswordInput
        label="Password"
        placeholder={passwordSet ? 'Saved. Leave empty to keep it' : ''}
        value={password}
        onChange={(event) => onPassword(event.currentTarget.value)}
        error={faults.password}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0 }}
      />
      <div>
        <Text component="label" size="sm" fw={600} id="enable-ssl">
          Enable SSL
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="enable-ssl"
          data={encryptions}
          value={draft.tls}
          onChange={(tls) => onChange({ tls: tls as SiteDraft['tls'] })}
          transitionDuration={0}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {explanations[draft.tls]}
        </Text>
        {draft.tls === 'off' && (
          <Checkbox
            mt="xs"
            label="I know, and go on without encryption"
            checked={draft.plainOk}
            onChange={(event) => onChange({ plainOk: event.currentTarget.checked })}
            error={faults.plainOk}
          />
        )}
      </div>
      <NumberInput
        label="Port"
        description={`Leave empty for the usual one, ${usualPort(draft.tls)}`}
        placeholder={String(usualPort(draft.tls))}
        min={1}
        max={65_535}
        clampBehavior="none"
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={draft.port}
        onChange={(port) => onChange({ port: port === '' ? '' : Number(port) })}
        error={faults.port}
      />
      <div>
        <Switch
          label="Passive Mode"
          description="On for nearly every site. Off: the site connects back to this computer (active mode)"
          checked={draft.passive}
          onChange={(event) => onChange({ passive: event.currentTarget.checked })}
        />
      </div>
      <PinnedCertificate draft={draft} fault={faults.pinnedCertificate} onChange={onChange} />
      {!draft.passive && <ActiveModeFields draft={draft} faults={faults} onChange={onChange} />}
    </div>
  )
}

type ActiveProps = Pick<FieldsProps, 'draft' | 'faults' | 'onChange'>

const ActiveModeFields = ({ draft, faults, onChange }: ActiveProps) => (
  <>
    <TextInput
      label="Own address"
      description="What the site connects back to; empty: this computer's"
      value={draft.activeAddress}
      onChange={(event) => onChange({ activeAddress: event.currentTarget.value })}
      error={faults.activeAddress}
    />
    <div className={classes.pair}>
      {(['activeFrom', 'activeTo'] as const).map((end) => (
        <NumberInput
          key={end}
          label={end === 'activeFrom' ? 'Ports from' : 'to'}
          description={end === 'activeFrom' ? 'Empty: any free port' : 'both included'}
          min={1024}
          max={65_535}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          hideControls
          value={draft[end]}
          onChange={(port) => onChange({ [end]: port === '' ? '' : Number(port) })}
          error={faults[end === 'activeFrom' ? 'activePorts.from' : 'activePorts.to'] ?? faults.activePorts}
        />
      ))}
    </div>
  </>
)
