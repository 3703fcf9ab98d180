import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { StoreCard } from '../../../../src/web/contract/home.ts'
import { stores as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { RetireDialog } from './retire-dialog.tsx'

/** The way out of the network: an invitation is cancelled, a store that has joined is retired. */
export const LeaveCard = ({ store }: { store: StoreCard }) =>
  store.state === 'invited' ? <CancelInvitation store={store} /> : <Retire store={store} />

const CancelInvitation = ({ store: { guid, name } }: { store: StoreCard }) => {
  const ask = useAsk()
  const notices = useNotices()
  const [, go] = useLocation()
  const cancel = useMutation({
    mutationFn: () => calls.cancelInvitation(guid),
    onSuccess: () => {
      notices.done(`The invitation of ${name} is cancelled. The next transmission makes that known on the site.`)
      go('/stores')
    },
    onError: notices.failed,
  })
  const start = async () => {
    const sure = await ask({
      title: `Cancel the invitation of ${name}?`,
      text: 'Nobody can join with it any more, and its store number is free for another store at once.',
      yes: 'Cancel the invitation',
      no: 'Keep it',
      danger: true,
    })
    if (sure) cancel.mutate()
  }
  return (
    <Card
      title="Invitation"
      lead="Nothing has come from this store yet. If it is not to join after all, or the invitation went to the wrong person, cancel it."
      actions={
        <Button variant="default" onClick={() => void start()} loading={cancel.isPending}>
          Cancel the invitation …
        </Button>
      }
    />
  )
}

const Retire = ({ store }: { store: StoreCard }) => {
  const [open, setOpen] = useState(false)
  return (
    <Card
      title="Retire this store"
      lead="For a shop that is closed or sold: nothing is taken from it or sent to it any more, and its files leave the site. To pause it only, use Ignore."
      actions={
        <Button variant="default" onClick={() => setOpen(true)}>
          Retire …
        </Button>
      }
    >
      {open && <RetireDialog store={store} onClose={() => setOpen(false)} />}
    </Card>
  )
}
