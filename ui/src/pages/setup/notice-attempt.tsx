import { Alert, Button, Text } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import type { NoticeTest, NoticeTested } from '../../../../src/web/contract/notices.ts'
import { faultOf } from '../../api/fault.ts'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import type { PartProps } from './setup-form.tsx'

type Attempt = UseMutationResult<NoticeTested, Error, NoticeTest>

/** Sends a notice as it is entered, before anything is saved, and says what came of it. */
export function NoticeAttempt({ part: { value }, attempt }: { part: PartProps; attempt: Attempt }) {
  const { notices, mailPassword, webhook } = value
  const send = () =>
    attempt.mutate({
      notices: { mail: notices.mail },
      ...(webhook === undefined ? {} : { webhook }),
      ...(mailPassword === undefined ? {} : { mailPassword }),
    })
  const marked = attempt.error !== null && Object.keys(faultOf(attempt.error).fields).length > 0
  return (
    <div>
      <Button variant="default" onClick={send} loading={attempt.isPending}>
        Send a test notice
      </Button>
      <div aria-live="polite">
        {attempt.data && (
          <>
            <End way="E-mail" end={attempt.data.mail} />
            <End way="Web address" end={attempt.data.webhook} />
          </>
        )}
        {marked && (
          <Text size="sm" c="var(--mantine-color-error)" mt="xs">
            Not sent: see what is marked above.
          </Text>
        )}
        {!marked && <FaultNotice error={attempt.error} />}
      </div>
    </div>
  )
}

/** `end` null: nothing was entered; '': it was sent. */
const End = ({ way, end }: { way: string; end: string | null }) =>
  end !== null && (
    <Alert color={end === '' ? 'green' : 'red'} variant="light" mt="xs">
      {end === '' ? `${way}: sent. Look whether it has come.` : `${way}: ${end}`}
    </Alert>
  )
