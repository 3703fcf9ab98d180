import { Alert, Button, Text } from '@mantine/core'
import { faultOf } from '../api/fault.ts'
import { WarnIcon } from '../icons/sign-icons.tsx'

type NoticeProps = { error: unknown; onRetry?: (() => void) | undefined; retry?: string }

/** What went wrong, why, what to do; with a button to try again where that can help. */
export function FaultNotice({ error, onRetry, retry = 'Try again' }: NoticeProps) {
  if (error === null || error === undefined) return null
  const { message, hint, code } = faultOf(error)
  return (
    <Alert color="red" variant="light" icon={<WarnIcon />} title={message} role="alert" my="sm">
      {hint && <Text size="sm">{hint}</Text>}
      <Text size="xs" mt={4} className="co-code">
        {code}
      </Text>
      {onRetry && (
        <Button size="compact-sm" variant="default" mt="xs" onClick={onRetry}>
          {retry}
        </Button>
      )}
    </Alert>
  )
}
