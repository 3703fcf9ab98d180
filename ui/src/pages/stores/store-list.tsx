import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { stores as calls } from '../../api/calls.ts'
import { PlusIcon, SearchIcon } from '../../icons/sign-icons.tsx'
import { Card } from '../../pieces/card.tsx'
import { Empty } from '../../pieces/empty.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Page } from '../../pieces/page.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText } from '../../words/count-text.ts'
import { orders, type StoreOrder, storesInOrder } from '../home/store-order.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { RetiredStores } from './retired-stores.tsx'
import { StoreTable } from './store-table.tsx'
import classes from './stores.module.css'
import { useCompare } from './use-compare.ts'

/** So many rows are drawn at first; people with more stores search. */
const AT_FIRST = 100

export function StoreList() {
  const { data, error, refetch } = useQuery({ queryKey: ['stores'], queryFn: calls.list })
  const [words, setWords] = useState('')
  const [order, setOrder] = useState<StoreOrder>('number')
  const [most, setMost] = useState(AT_FIRST)
  const compare = useCompare()
  const [inviting, setInviting] = useState(false)
  const found = useMemo(() => storesInOrder(data?.stores ?? [], words, order), [data, words, order])
  const invite = (
    <Button leftSection={<PlusIcon />} onClick={() => setInviting(true)}>
      Invite a store
    </Button>
  )
  return (
    <Page
      title="Stores"
      wide
      lead={data && countText(data.stores.length, 'store')}
      actions={
        <>
          {data && data.stores.length > 0 && (
            <Button variant="default" onClick={() => compare.mutate({ stores: [] })} loading={compare.isPending}>
              Compare all
            </Button>
          )}
          {invite}
        </>
      }
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data?.stores.length === 0 && (
        <Card>
          <Empty title="No store yet" action={invite}>
            An invitation fills in everything at the store: the site, its number and its key.
          </Empty>
        </Card>
      )}
      {data && data.stores.length > 0 && (
        <Card>
          <div className={classes.find}>
            <TextInput
              aria-label="Find a store"
              placeholder="Find a store by number or name"
              leftSection={<SearchIcon size={16} />}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
            />
            <Select
              aria-label="Order of the stores"
              data={[...orders]}
              value={order}
              onChange={(value) => value && setOrder(value as StoreOrder)}
            />
          </div>
          {found.length === 0 ? (
            <Empty title="No store fits these words" />
          ) : (
            <StoreTable stores={found.slice(0, most)} />
          )}
          {found.length > most && (
            <Button variant="default" mt="md" onClick={() => setMost(most + AT_FIRST)}>
              Show more ({countText(found.length - most, 'store')} left)
            </Button>
          )}
        </Card>
      )}
      {data && data.retired.length > 0 && <RetiredStores retired={data.retired} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  )
}
