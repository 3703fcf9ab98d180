import { Button, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Session } from '../../../../src/web/contract/session.ts'
import { session as calls } from '../../api/calls.ts'
import { faultOf } from '../../api/fault.ts'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { emptyPassword, NewPasswordFields, passwordFaults } from './new-password.tsx'
import { forgetWelcomeToken, welcomeToken } from './welcome-token.ts'

/** The first visit by the one-time link: the person chooses the password. */
export function WelcomePage({ session }: { session: Session }) {
  const [value, setValue] = useState(emptyPassword)
  const [tried, setTried] = useState(false)
  const queries = useQueryClient()
  const token = welcomeToken()
  const welcome = useMutation({
    mutationFn: calls.welcome,
    onSuccess: () => {
      forgetWelcomeToken()
      return queries.invalidateQueries({ queryKey: ['session'] })
    },
  })
  if (token === null) return <NeedsLink session={session} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(passwordFaults(value)).length === 0) welcome.mutate({ token, password: value.password })
  }
  const fields = welcome.error ? faultOf(welcome.error).fields : {}
  return (
    <EntranceFrame session={session} title="Welcome">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">Choose the password that opens these pages from now on.</Text>
          <NewPasswordFields value={value} onChange={setValue} faults={tried ? passwordFaults(value) : fields} />
          {fields.password === undefined && <FaultNotice error={welcome.error} />}
          <Button type="submit" loading={welcome.isPending}>
            Set password and sign in
          </Button>
          {welcome.error && !session.needsPassword && (
            <Button
              variant="subtle"
              onClick={() => {
                forgetWelcomeToken()
                location.assign('/')
              }}
            >
              Sign in with a password instead
            </Button>
          )}
        </Stack>
      </form>
    </EntranceFrame>
  )
}

const NeedsLink = ({ session }: { session: Session }) => (
  <EntranceFrame session={session} title="One step before">
    <Stack gap="sm">
      <Text size="sm">
        No password has been set here yet. When Central Office started, it printed a one-time link on the computer it
        runs on. Open that link.
      </Text>
      <Text size="sm" c="dimmed">
        Lost it? <code>central-office password reset</code> prints a new one.
      </Text>
    </Stack>
  </EntranceFrame>
)
