import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DataTable, WholeRow } from '../../../../src/web/contract/data.ts'
import { faultOf } from '../../api/fault.ts'
import { data as calls } from '../../api/table-calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { useAsk } from '../../pieces/ask.tsx'
import { DialogFoot } from '../../pieces/dialog-foot.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useFaultFocus } from '../../pieces/use-fault-focus.ts'
import { noValue, numberFault } from '../../words/typed-cell.ts'
import { changedSince, draftOf, type RowDraft, valuesOf } from './row-draft.ts'
import { RowFields, type Values } from './row-fields.tsx'

type EditProps = {
  table: DataTable
  whole: WholeRow
  draft: RowDraft
  onDraft: (draft: RowDraft) => void
  reload: () => Promise<WholeRow | undefined>
  onClose: () => void
}

export function EditRow({ table, whole, draft, onDraft, reload, onClose }: EditProps) {
  const { columns, row } = whole
  // As it was when the dialog was opened, or loaded again: what comes in meanwhile changes nothing under the person's hands.
  const [shown, setShown] = useState<Values>(() => valuesOf(whole))
  const [meanwhile, setMeanwhile] = useState<Values>({})
  const before = { ...shown, ...draft.before }
  const values = { ...before, ...draft.values }
  const queries = useQueryClient()
  const notices = useNotices()
  const ask = useAsk()
  const refresh = () => void queries.invalidateQueries({ queryKey: ['data'] })
  const putBack = useMutation({
    mutationFn: (undo: RowDraft & { id: string }) => calls.update(table.name, undo),
    onSuccess: () => {
      refresh()
      notices.done('The row is as it was.')
    },
    onError: notices.failed,
  })
  const save = useMutation({
    mutationFn: () => calls.update(table.name, { id: row.id, ...draft }),
    onSuccess: (saved) => {
      refresh()
      notices.done('The row is saved. It goes out with the next transmission.', () =>
        putBack.mutate({ id: saved.row.id, values: draft.before, before: draft.values }),
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
  /** What was typed stays; beside it stands what the row holds now. */
  const loadAgain = async () => {
    const now = await reload()
    if (now === undefined) return
    const fresh = valuesOf(now)
    setMeanwhile(Object.fromEntries(changedSince(before, fresh).map((name) => [name, fresh[name] ?? noValue])))
    setShown(fresh)
    onDraft(draftOf({ ...fresh, ...draft.values }, fresh))
    save.reset()
  }
  const changed = Object.keys(draft.values).length > 0
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
        meanwhile={meanwhile}
        faults={faults}
        locked={(column) => !table.editable || !column.editable}
        onChange={(next) => onDraft(draftOf(next, before))}
      />
      <DialogFoot
        above={
          Object.keys(faults).length === 0 && (
            <FaultNotice
              error={fault ?? remove.error}
              onRetry={fault?.code === 'ROW_CHANGED' ? () => void loadAgain() : undefined}
              retry="Load it again, and keep what I typed"
            />
          )
        }
      >
        {table.editable && (
          <Button variant="subtle" color="red" onClick={askDelete} loading={remove.isPending} mr="auto">
            Delete …
          </Button>
        )}
        <Button variant="default" onClick={onClose}>
          {changed ? 'Cancel' : 'Close'}
        </Button>
        {table.editable && (
          <Button type="submit" disabled={!changed || wrong} loading={save.isPending}>
            Save
          </Button>
        )}
      </DialogFoot>
    </form>
  )
}
