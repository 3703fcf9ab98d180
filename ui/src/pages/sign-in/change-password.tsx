import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { session } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Dialog } from '../../pieces/dialog.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { emptyPassword, NewPasswordFields, passwordFaults } from './new-password.tsx'

export default function ChangePassword({ onClose }: { onClose: () => void }) {
  const [current, setCurrent] = useState('')
  const [value, setValue] = useState(emptyPassword)
  const [tried, setTried] = useState(false)
  const notices = useNotices()
  const change = useMutation({
    mutationFn: session.changePassword,
    onSuccess: () => {
      notices.done('The password is changed. Everybody else who was signed in has been signed out.')
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(passwordFaults(value)).length === 0) change.mutate({ current, password: value.password })
  }
  const fields = change.error ? faultOf(change.error).fields : {}
  const placed = fields.current !== undefined || fields.password !== undefined
  const typed = current !== '' || value !== emptyPassword
  return (
    <Dialog unsaved={typed} onClose={onClose} title="Change password">
      <form onSubmit={submit}>
        <Stack>
          <PasswordInput
            label="Present password"
            autoComplete="current-password"
            data-autofocus
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={fields.current}
            visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0 }}
          />
          <NewPasswordFields
            value={value}
            onChange={setValue}
            faults={tried ? { ...fields, ...passwordFaults(value) } : {}}
          />
          <Text size="xs" c="dimmed">
            Everybody else who is signed in here is signed out.
          </Text>
          {!placed && <FaultNotice error={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={change.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
