import { Loader, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'

const QUICK_MS = 250

/** Shown only for what takes longer than a moment, so that a fast answer never flickers. */
export function Waiting({ what = 'Loading' }: { what?: string }) {
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), QUICK_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!slow) return null
  return (
    <Stack align="center" gap="xs" py="xl" role="status">
      <Loader size="sm" aria-hidden />
      <Text size="sm" c="dimmed">
        {what} …
      </Text>
    </Stack>
  )
}
