import { Button, List, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { StoreCard } from '../../../../src/web/contract/home.ts'
import type { Retire, Retirement } from '../../../../src/web/contract/retire.ts'
import { stores as calls } from '../../api/calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Dialog } from '../../pieces/dialog.tsx'
import { DialogFoot } from '../../pieces/dialog-foot.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { Waiting } from '../../pieces/waiting.tsx'
import { countText, numberText, storeNumberText } from '../../words/count-text.ts'

const rowsOf = ({ tables }: Retirement): number => tables.reduce((sum, { rows }) => sum + rows, 0)

/** Says what retiring does before it is done; what becomes of the rows has to be chosen. */
export function RetireDialog({ store, onClose }: { store: StoreCard; onClose: () => void }) {
  const { guid, number, name } = store
  const { data, error, refetch } = useQuery({
    queryKey: ['stores', guid, 'retirement'],
    queryFn: () => calls.retirement(guid),
    staleTime: 0,
  })
  const [chosen, setChosen] = useState<Retire['rows'] | null>(null)
  const notices = useNotices()
  const [, go] = useLocation()
  const retire = useMutation({
    mutationFn: (rows: Retire['rows']) => calls.retire(guid, { rows }),
    onSuccess: ({ deleted }) => {
      notices.done(
        `${name} is retired.${deleted > 0 ? ` ${countText(deleted, 'row')} deleted.` : ''} The next transmission cleans up the site.`,
      )
      go('/stores')
    },
  })
  const rows = data && rowsOf(data) === 0 ? 'keep' : chosen
  return (
    <Dialog title={`Retire store ${storeNumberText(number)}, ${name}`} onClose={onClose} size="lg">
      <Stack>
        <FaultNotice error={error} onRetry={() => void refetch()} />
        {!data && !error && <Waiting />}
        {data && (
          <>
            <List size="sm" spacing="xs">
              <List.Item>Nothing is taken from it or sent to it any more. This cannot be undone.</List.Item>
              <List.Item>
                What it has sent since the last transmission of this office is deleted from the site unread. If it
                matters, transmit first.
              </List.Item>
              <List.Item>
                The next transmission deletes its files from the site and leaves a note for it there. The shop's own
                database stays as it is.
              </List.Item>
              {data.openConflicts > 0 && (
                <List.Item>
                  {countText(data.openConflicts, 'open conflict')}: the office's values stand. Those of the store can be
                  put back under Conflicts.
                </List.Item>
              )}
            </List>
            {rowsOf(data) > 0 && <RowsChoice data={data} value={chosen} onChange={setChosen} />}
          </>
        )}
        <FaultNotice error={retire.error} />
      </Stack>
      <DialogFoot>
        <Button variant="default" onClick={onClose}>
          Keep the store
        </Button>
        <Button
          color="red"
          disabled={!data || rows === null}
          loading={retire.isPending}
          onClick={() => rows !== null && retire.mutate(rows)}
        >
          Retire the store
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

type ChoiceProps = { data: Retirement; value: Retire['rows'] | null; onChange: (rows: Retire['rows']) => void }

const RowsChoice = ({ data, value, onChange }: ChoiceProps) => (
  <Radio.Group
    label={`Its ${countText(rowsOf(data), 'row')} at this office`}
    value={value}
    onChange={(chosen) => onChange(chosen as Retire['rows'])}
  >
    <Text size="sm" c="dimmed">
      {data.tables.map(({ table, rows }) => `${table} ${numberText(rows)}`).join(', ')}
    </Text>
    <Stack gap="xs" mt="xs">
      <Radio value="keep" label="Keep them" description="Data and reports go on showing them" />
      <Radio
        value="delete"
        label="Delete them for good"
        description="Also where other stores can read them. Rows that all stores share stay"
      />
      {value === 'delete' && (
        <Text size="sm" c="red">
          They cannot be brought back from here.
        </Text>
      )}
    </Stack>
  </Radio.Group>
)
