import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { RetiredStore } from '../../../../src/web/contract/retire.ts'
import { stores as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { Card } from '../../pieces/card.tsx'
import { countText, storeNumberText } from '../../words/count-text.ts'
import { timeText } from '../../words/time-text.ts'
import classes from './stores.module.css'

/** Stores that take part no more, until their numbers are made free. */
export const RetiredStores = ({ retired }: { retired: RetiredStore[] }) => (
  <Card
    title="Retired stores"
    lead="Nothing is exchanged with them. A number is free for another store once it is taken off this list."
  >
    <ul className={classes.retired}>
      {retired.map((store) => (
        <RetiredLine key={store.guid} store={store} />
      ))}
    </ul>
  </Card>
)

const RetiredLine = ({ store }: { store: RetiredStore }) => {
  const { number, name, retiredAt, rowsKept, cleaned } = store
  const { deleteRows, forget, pending } = useRetired(store)
  return (
    <li>
      <div className={classes.retiredWords}>
        <span className="co-code">{storeNumberText(number)}</span> {name}
        <Text size="sm" c="dimmed">
          Retired {timeText(retiredAt)}. Its rows at this office are {rowsKept ? 'kept' : 'deleted'}.
          {!cleaned && ' The next transmission deletes its files from the site.'}
        </Text>
      </div>
      <Group gap="sm">
        {rowsKept && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={pending}
            onClick={() => void deleteRows()}
            aria-label={`${name}: Delete its rows …`}
          >
            Delete its rows …
          </Button>
        )}
        <Button
          variant="default"
          size="compact-sm"
          disabled={pending}
          onClick={() => void forget()}
          aria-label={`${name}: Free the number …`}
        >
          Free the number …
        </Button>
      </Group>
    </li>
  )
}

function useRetired({ guid, number, name }: RetiredStore) {
  const ask = useAsk()
  const notices = useNotices()
  const queries = useQueryClient()
  const told = (text: string) => {
    notices.done(text)
    void queries.invalidateQueries({ queryKey: ['stores'] })
  }
  const deleting = useMutation({
    mutationFn: () => calls.retire(guid, { rows: 'delete' }),
    onSuccess: ({ deleted }) => told(`${countText(deleted, 'row')} of ${name} deleted.`),
    onError: notices.failed,
  })
  const forgetting = useMutation({
    mutationFn: () => calls.forget(guid),
    onSuccess: () => told(`The number ${storeNumberText(number)} is free.`),
    onError: notices.failed,
  })
  const deleteRows = async () => {
    const sure = await ask({
      title: `Delete the rows of ${name}?`,
      text: 'All rows of this store at this office are deleted for good, also where other stores can read them. Rows that all stores share stay.',
      yes: 'Delete them',
      no: 'Keep them',
      danger: true,
    })
    if (sure) deleting.mutate()
  }
  const forget = async () => {
    const sure = await ask({
      title: `Take ${name} off this list?`,
      text: `Its number ${storeNumberText(number)} is then free for another store. Rows of it that are kept stay, under its name.`,
      yes: 'Free the number',
    })
    if (sure) forgetting.mutate()
  }
  return { deleteRows, forget, pending: deleting.isPending || forgetting.isPending }
}
