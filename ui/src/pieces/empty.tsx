import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** Nothing is here yet: says why, and what to do about it. */
export const Empty = ({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) => (
  <Stack align="center" gap="xs" py="xl" px="md" ta="center">
    <Text fw={600}>{title}</Text>
    {children && (
      <Text size="sm" c="dimmed" maw="32rem" component="div">
        {children}
      </Text>
    )}
    {action}
  </Stack>
)
