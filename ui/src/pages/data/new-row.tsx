import { Button, Group, Modal, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DataTable } from '../../../../src/web/contract/data.ts'
import { faultOf } from '../../api/fault.ts'
import { data as calls } from '../../api/table-calls.ts'
import { useNotices } from '../../notices/notices.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { useFaultFocus } from '../../pieces/use-fault-focus.ts'
import { noValue, numberFault } from '../../words/typed-cell.ts'
import { RowFields, type Values } from './row-fields.tsx'
import { ChooseStore } from './table-view.tsx'

const empty: Values = {}

/** A column that was not filled in is left to the database: its default, or its own numbering. */
export function NewRow({ table, onClose }: { table: DataTable; onClose: () => void }) {
  const [values, setValues, forget] = useDraft(`new-row-${table.name}`, empty)
  const [store, setStore] = useState('')
  const queries = useQueryClient()
  const notices = useNotices()
  const insert = useMutation({
    mutationFn: () => calls.insert(table.name, { values, ...(store === '' ? {} : { store }) }),
    onSuccess: () => {
      forget()
      void queries.invalidateQueries({ queryKey: ['data'] })
      notices.done('The row is saved. It goes out with the next transmission.')
      onClose()
    },
  })
  const fault = insert.error ? faultOf(insert.error) : null
  const faults = fault?.fields ?? {}
  const form = useFaultFocus(faults)
  const wrong = table.columns.some((column) => numberFault(column, values[column.name] ?? noValue, undefined))
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={`New row in ${table.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
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
        {Object.keys(faults).length === 0 && <FaultNotice error={fault} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={insert.isPending} disabled={(table.perStore && store === '') || wrong}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
