import { Button, Group, Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DataRow, DataTable, WholeRow } from '../../../../src/web/contract/data.ts'
import { faultOf } from '../../api/fault.ts'
import { data as calls } from '../../api/table-calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useFaultFocus } from '../../pieces/use-fault-focus.ts'
import { Waiting } from '../../pieces/waiting.tsx'
import { sameCell } from '../../words/cell-text.ts'
import { storeNumberText } from '../../words/count-text.ts'
import { noValue, numberFault } from '../../words/typed-cell.ts'
import { RowFields, type Values } from './row-fields.tsx'

type DialogProps = { table: DataTable; row: DataRow; onClose: () => void }

/** One row whole: to look at, to edit, to delete. */
export function RowDialog({ table, row, onClose }: DialogProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['data', table.name, 'row', row.id],
    queryFn: () => calls.row(table.name, row.id),
    staleTime: 0,
    gcTime: 0,
  })
  const [round, setRound] = useState(0)
  const again = async () => {
    await refetch()
    setRound(round + 1)
  }
  const store = row.store ? `, store ${storeNumberText(row.store.number)}` : ''
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={`${table.name}${store}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && <EditRow key={round} table={table} whole={data} onAgain={again} onClose={onClose} />}
    </Modal>
  )
}

type EditProps = { table: DataTable; whole: WholeRow; onAgain: () => void; onClose: () => void }

function EditRow({ table, whole: { columns, row }, onAgain, onClose }: EditProps) {
  const [before] = useState<Values>(() =>
    Object.fromEntries(columns.map(({ name }, index) => [name, row.cells[index] ?? noValue])),
  )
  const [values, setValues] = useState(before)
  const queries = useQueryClient()
  const notices = useNotices()
  const ask = useAsk()
  const refresh = () => void queries.invalidateQueries({ queryKey: ['data'] })
  const changed = columns
    .map(({ name }) => name)
    .filter((name) => !sameCell(values[name] ?? noValue, before[name] ?? noValue))
  const only = (from: Values) => Object.fromEntries(changed.map((name) => [name, from[name] ?? noValue]))
  const putBack = useMutation({
    mutationFn: (undo: { id: string; values: Values; before: Values }) => calls.update(table.name, undo),
    onSuccess: () => {
      refresh()
      notices.done('The row is as it was.')
    },
    onError: notices.failed,
  })
  const save = useMutation({
    mutationFn: () => calls.update(table.name, { id: row.id, values: only(values), before: only(before) }),
    onSuccess: (saved) => {
      refresh()
      notices.done('The row is saved. It goes out with the next transmission.', () =>
        putBack.mutate({ id: saved.row.id, values: only(before), before: only(values) }),
      )
      onClose()
    },
  })
  const restore = useMutation({
    mutationFn: () => calls.insert(table.name, { values: before, ...(row.store ? { store: row.store.guid } : {}) }),
    onSuccess: () => {
      refresh()
      notices.done('The row is back as it was.')
    },
    onError: notices.failed,
  })
  const remove = useMutation({
    mutationFn: () => calls.remove(table.name, row.id),
    onSuccess: () => {
      refresh()
      notices.done('The row is deleted. It goes everywhere with the next transmission.', () => restore.mutate())
      onClose()
    },
  })
  const askDelete = async () => {
    const sure = await ask({
      title: 'Delete this row?',
      text: 'It is deleted everywhere with the next transmissions. Right after, it can still be brought back.',
      yes: 'Delete it',
      danger: true,
    })
    if (sure) remove.mutate()
  }
  const wrong = columns.some((column) => numberFault(column, values[column.name] ?? noValue, before[column.name]))
  const fault = save.error ? faultOf(save.error) : null
  const faults = fault?.fields ?? {}
  const form = useFaultFocus(faults)
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <RowFields
        columns={columns}
        values={values}
        before={before}
        faults={faults}
        locked={(column) => !table.editable || !column.editable}
        onChange={setValues}
      />
      {Object.keys(faults).length === 0 && (
        <FaultNotice error={fault ?? remove.error} onRetry={fault?.code === 'ROW_CHANGED' ? onAgain : undefined} />
      )}
      <Group justify="space-between" mt="lg">
        {table.editable ? (
          <Button variant="subtle" color="red" onClick={askDelete} loading={remove.isPending}>
            Delete …
          </Button>
        ) : (
          <span />
        )}
        <Group gap="sm">
          <Button variant="default" onClick={onClose}>
            {changed.length === 0 ? 'Close' : 'Cancel'}
          </Button>
          {table.editable && (
            <Button type="submit" disabled={changed.length === 0 || wrong} loading={save.isPending}>
              Save
            </Button>
          )}
        </Group>
      </Group>
    </form>
  )
}
