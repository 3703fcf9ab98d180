import { Button, Group, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { StoreCard } from '../../../../src/web/contract/home.ts'
import { stores as calls } from '../../api/calls.ts'
import { Fault, faultOf } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { SiteUsage } from '../../pieces/site-usage.tsx'
import { StoreStateBadge } from '../../pieces/store-state.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { storeNumberText } from '../../words/count-text.ts'
import { LogLines } from '../transmit/log-lines.tsx'
import { CompareCard } from './compare-card.tsx'
import { IgnoreSwitch } from './ignore-switch.tsx'
import { LeaveCard } from './leave-card.tsx'
import { ShownInvitation } from './shown-invitation.tsx'
import { StoreOutbox } from './store-outbox.tsx'
import classes from './stores.module.css'
import { StreamFacts } from './stream-facts.tsx'
import { useStoreChange } from './use-store-change.ts'

/** One store, and what happened with it. */
export function StorePage({ guid }: { guid: string }) {
  const { data, error, refetch } = useQuery({ queryKey: ['stores', guid], queryFn: () => calls.history(guid) })
  const store = data?.store
  const lead = store && (
    <Group gap="xs">
      <span className="co-code">{storeNumberText(store.number)}</span>
      <StoreStateBadge state={store.state} />
      <Link href="/stores">All stores</Link>
    </Group>
  )
  return (
    <Page title={store?.name ?? 'Store'} lead={lead} actions={store && <InviteAgain store={store} />}>
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && store && (
        <>
          {store.trouble && <FaultNotice error={new Fault({ ...store.trouble, status: 0 })} />}
          <Card>
            <StreamFacts history={data} />
            <SiteUsage use={store.onSite} />
          </Card>
          {store.leftOut.length > 0 && (
            <Card title="Tables that do not transmit from this store" lead="Everything else goes on.">
              {store.leftOut.map(({ table, reason, remedy }) => (
                <FaultNotice
                  key={table}
                  error={new Fault({ code: '', message: `${table}: ${reason}`, hint: remedy, status: 0 })}
                />
              ))}
            </Card>
          )}
          <Card title="At this office">
            <div className={classes.switches}>
              <Rename store={store} />
              <IgnoreSwitch store={store} label="Ignore this store: leave it out of transmissions" />
            </div>
          </Card>
          <LeaveCard store={store} />
          {data.outbox.length > 0 && <StoreOutbox outbox={data.outbox} />}
          {store.state !== 'invited' && <CompareCard guid={store.guid} name={store.name} />}
          <Card title="History" lead="What the log tells of this store">
            {data.lines.length === 0 ? (
              <Text size="sm" c="dimmed">
                Nothing has happened with it yet.
              </Text>
            ) : (
              <LogLines lines={data.lines} />
            )}
          </Card>
        </>
      )}
    </Page>
  )
}

const Rename = ({ store }: { store: StoreCard }) => {
  const [name, setName] = useState(store.name)
  const change = useStoreChange(store)
  return (
    <form
      className={classes.rename}
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ name })
      }}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={change.error && faultOf(change.error).fields.name}
      />
      <Button
        type="submit"
        variant="default"
        disabled={name.trim() === '' || name === store.name}
        loading={change.isPending}
      >
        Rename
      </Button>
    </form>
  )
}

const InviteAgain = ({ store }: { store: StoreCard }) => {
  const ask = useAsk()
  const notices = useNotices()
  const invite = useMutation({ mutationFn: () => calls.inviteAgain(store.guid, {}), onError: notices.failed })
  const start = async () => {
    const sure = await ask({
      title: `Invite ${store.name} again?`,
      text: 'For a store whose computer is gone or was set up anew: with the new invitation it joins under the same number, and can be rebuilt from the office. If an earlier invitation went to the wrong person, cancel it or retire the store instead, and invite a new one.',
      yes: 'Invite again',
      no: 'Cancel',
    })
    if (sure) invite.mutate()
  }
  return (
    <>
      <Button variant="default" onClick={start} loading={invite.isPending}>
        Invite again …
      </Button>
      {invite.data && <ShownInvitation invitation={invite.data} onClose={() => invite.reset()} />}
    </>
  )
}
