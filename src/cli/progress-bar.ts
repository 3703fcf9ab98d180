import type { VisitEvent } from '../model/visit-event.ts'

const WIDTH = 30

/** `store 0000001: sending payload 3  [#####-----]  50 %  1.2 of 2.4 MB`, cut to `columns` so that it stays one line. */
export function progressLine({ text, store, progress }: VisitEvent, columns: number): string {
  if (!progress) return ''
  const { done, total, unit } = progress
  const part = total > 0 ? Math.min(1, done / total) : 1
  const full = Math.round(part * WIDTH)
  const bar = `${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}`
  const mega = (bytes: number) => (bytes / 1e6).toFixed(1)
  const amount = unit === 'bytes' ? `${mega(done)} of ${mega(total)} MB` : `${done} of ${total} payloads`
  const who = store === undefined ? '' : `store ${store}: `
  const end = `  [${bar}] ${String(Math.floor(part * 100)).padStart(3)} %  ${amount}`
  const start = `${who}${text}`.slice(0, Math.max(0, columns - end.length - 1))
  return `${start}${end}`.slice(0, Math.max(0, columns - 1))
}
