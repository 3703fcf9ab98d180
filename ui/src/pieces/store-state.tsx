import { Badge } from '@mantine/core'
import type { StoreState } from '../../../src/web/contract/home.ts'

const words: Record<StoreState, { text: string; color: string }> = {
  invited: { text: 'Invited', color: 'blue' },
  loading: { text: 'Initial load', color: 'blue' },
  joined: { text: 'Joined', color: 'green' },
  refilling: { text: 'Refilling', color: 'orange' },
  ignored: { text: 'Ignored', color: 'gray' },
}

export const StoreStateBadge = ({ state }: { state: StoreState }) => (
  <Badge variant="light" color={words[state].color} tt="none" radius="sm" miw="max-content">
    {words[state].text}
  </Badge>
)
