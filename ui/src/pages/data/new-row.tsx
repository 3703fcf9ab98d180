import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DataTable } from '../../../../src/web/contract/data.ts'
import { faultOf } from '../../api/fault.ts'
import { data as calls } from '../../api/table-calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { Dialog } from '../../pieces/dialog.tsx'
import { DialogFoot } from '../../pieces/dialog-foot.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { useFaultFocus } from '../../pieces/use-fault-focus.ts'
import { noValue, numberFault } from '../../words/typed-cell.ts'
import { ChooseStore } from './choose-store.tsx'
import { RowFields, type Values } from './row-fields.tsx'

const empty: Values = {}

/** A column that was not filled in is left to the database: its default, or its own numbering. */
export function NewRow({ table, onClose }: { table: DataTable; onClose: () => void }) {
  const [values, setValues, forget] = useDraft(`new-row-${table.name}`, empty)
  const [store, setStore, forgetStore] = useDraft(`new-row-store-${table.name}`, '')
  const forgetAll = () => {
    forget()
    forgetStore()
  }
  const queries = useQueryClient()
  const notices = useNotices()
  const insert = useMutation({
    mutationFn: () => calls.insert(table.name, { values, ...(store === '' ? {} : { store }) }),
    onSuccess: () => {
      forgetAll()
      void queries.invalidateQueries({ queryKey: ['data'] })
      notices.done('The row is saved. It goes out with the next transmission.')
      onClose()
    },
  })
  const discard = () => {
    forgetAll()
    onClose()
  }
  const fault = insert.error ? faultOf(insert.error) : null
  const faults = fault?.fields ?? {}
  const form = useFaultFocus(faults)
  const wrong = table.columns.some((column) => numberFault(column, values[column.name] ?? noValue, undefined))
  return (
    <Dialog unsaved={Object.keys(values).length > 0} onClose={discard} size="xl" title={`New row in ${table.name}`}>
      <form
        ref={form}
        onSubmit={(event) => {
          event.preventDefault()
          insert.mutate()
        }}
      >
        {table.perStore && (
          <div>
            <Text size="sm" mb={4}>
              Whose row is it?
            </Text>
            <ChooseStore value={store} onChange={setStore} />
          </div>
        )}
        <RowFields
          columns={table.columns}
          values={values}
          before={empty}
          faults={faults}
          locked={() => false}
          onChange={setValues}
        />
        <DialogFoot above={Object.keys(faults).length === 0 && <FaultNotice error={fault} />}>
          <Button variant="default" onClick={discard}>
            Cancel
          </Button>
          <Button type="submit" loading={insert.isPending} disabled={(table.perStore && store === '') || wrong}>
            Save
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
