import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Session } from '../../../../src/web/contract/session.ts'
import { session as calls } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { EntranceFrame } from './entrance-frame.tsx'
import { endText } from './session-end.ts'

export function SignInPage({ session }: { session: Session }) {
  const [password, setPassword] = useState('')
  const queries = useQueryClient()
  const signIn = useMutation({
    mutationFn: calls.signIn,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['session'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate({ password })
  }
  const fault = signIn.error ? faultOf(signIn.error) : null
  const why = endText(session.ended)
  return (
    <EntranceFrame session={session} title="Sign in">
      {why && (
        <Alert color="blue" mb="md" role="status">
          {why}
        </Alert>
      )}
      <form onSubmit={submit}>
        <Stack>
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={fault && [fault.fields.password ?? fault.message, fault.hint].filter(Boolean).join(' ')}
            visibilityToggleButtonProps={{ 'aria-label': 'Show password', tabIndex: 0 }}
          />
          <Button type="submit" loading={signIn.isPending}>
            Sign in
          </Button>
          <Text size="xs" c="dimmed">
            Forgotten? On the computer itself, <code>central-office password reset</code> prints a new one-time link.
          </Text>
        </Stack>
      </form>
    </EntranceFrame>
  )
}
