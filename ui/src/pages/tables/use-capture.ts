import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ownTables as calls } from '../../api/calls.ts'
import { Fault } from '../../api/fault.ts'
import { useNotices } from '../../notices/notices.tsx'
import { countText } from '../../words/count-text.ts'

/** Capture off, with Undo, and on again, with what was found. No table named: all. */
export function useCapture() {
  const queries = useQueryClient()
  const notices = useNotices()
  const refresh = () => {
    for (const what of ['own-tables', 'home']) void queries.invalidateQueries({ queryKey: [what] })
  }
  const on = useMutation({
    mutationFn: calls.captureOn,
    onSuccess: (done) => {
      refresh()
      for (const { table, code, message, hint } of done.stillOff)
        notices.failed(new Fault({ code, message: `${table} stays off: ${message}`, hint, status: 409 }))
      if (done.on.length > 0)
        notices.done(done.on.map(({ table, found }) => `Capture of ${table} is on. ${found}`.trim()).join(' '))
    },
  })
  const off = useMutation({
    mutationFn: calls.captureOff,
    onSuccess: (done) => {
      refresh()
      const rows = done.off.reduce((sum, each) => sum + each.rows, 0)
      notices.done(
        `Capture of ${done.off.map(({ table }) => table).join(', ')} is off; ${countText(rows, 'row')} kept to compare with.`,
        () => on.mutate(done.off.map(({ table }) => table)),
      )
    },
  })
  return { on, off }
}
