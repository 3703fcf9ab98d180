import { useQuery } from '@tanstack/react-query'
import type { DataTable } from '../../../../src/web/contract/data.ts'
import { data as calls } from '../../api/table-calls.ts'
import { Dialog } from '../../pieces/dialog.tsx'
import { FaultNotice } from '../../pieces/fault-notice.tsx'
import { useDraft } from '../../pieces/use-draft.ts'
import { Waiting } from '../../pieces/waiting.tsx'
import { storeText } from '../../words/store-text.ts'
import { EditRow } from './edit-row.tsx'
import { nothingTyped } from './row-draft.ts'

type DialogProps = { table: DataTable; id: string; onClose: () => void }

/** One row whole: to look at, to edit, to delete. `id`: as the list of rows has it. */
export function RowDialog({ table, id, onClose }: DialogProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['data', table.name, 'row', id],
    queryFn: () => calls.row(table.name, id),
    staleTime: 0,
    gcTime: 0,
  })
  const [draft, setDraft, forget] = useDraft(`row-${table.name}-${id}`, nothingTyped)
  const close = () => {
    forget()
    onClose()
  }
  const store = data?.row.store ? `, ${storeText(data.row.store)}` : ''
  const label = data?.label ? `, ${data.label}` : ''
  return (
    <Dialog
      unsaved={Object.keys(draft.values).length > 0}
      onClose={close}
      size="xl"
      title={`${table.name}${label}${store}`}
    >
      <FaultNotice error={error} onRetry={() => void refetch()} />
      {!data && !error && <Waiting />}
      {data && (
        <EditRow
          table={table}
          whole={data}
          draft={draft}
          onDraft={setDraft}
          reload={async () => (await refetch()).data}
          onClose={close}
        />
      )}
    </Dialog>
  )
}
