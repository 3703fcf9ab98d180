import { Button, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { Card } from '../../pieces/card.tsx'
import { hasDraft } from '../../pieces/use-draft.ts'
import { JoinCard } from './join-card.tsx'

/** At a store that had joined: its database was lost, and is built again from the office. */
export function RecoverCard() {
  const [open, setOpen] = useState(() => location.hash === '#recover' || hasDraft('recover'))
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(open)
  useEffect(() => {
    // What had the focus is gone with the form.
    if (wasOpen.current && !open) button.current?.focus()
    wasOpen.current = open
  }, [open])
  if (open) return <JoinCard lost onClose={() => setOpen(false)} />
  return (
    <Card
      title="Recover"
      lead="If the computer or the database of this store was lost, its tables and all rows come from the office again."
      actions={
        <Button ref={button} variant="default" onClick={() => setOpen(true)}>
          The database was lost …
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        A database that was put back from a backup needs nothing of this: that is noticed, and what is missing comes
        back by itself.
      </Text>
    </Card>
  )
}
