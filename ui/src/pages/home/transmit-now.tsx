import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { transmission } from '../../api/calls.ts'
import { useLive } from '../../api/live.tsx'
import { TransmitIcon } from '../../icons/page-icons.tsx'
import { useNotices } from '../../notices/notices.tsx'

/** Starts a transmission and goes where it can be watched. */
export const TransmitNow = ({ disabled }: { disabled: boolean }) => {
  const [, go] = useLocation()
  const notices = useNotices()
  const running = useLive(({ state }) => state?.transmission != null)
  const start = useMutation({
    mutationFn: () => transmission.start(),
    onSuccess: () => go('/transmit'),
    onError: notices.failed,
  })
  return (
    <Button
      leftSection={<TransmitIcon />}
      loading={start.isPending}
      disabled={disabled}
      onClick={() => (running ? go('/transmit') : start.mutate())}
    >
      {running ? 'Watch transmission' : 'Transmit'}
    </Button>
  )
}
