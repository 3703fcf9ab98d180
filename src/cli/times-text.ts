import { countOf } from '../model/count-text.ts'
import type { TransmitTimes } from '../model/transmit-times.ts'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** `at 07:30, 19:00 from mon to fri`. */
export function timesText(times: TransmitTimes): string {
  if (times.kind === 'by hand') return 'only by hand'
  const when = times.kind === 'every' ? `every ${countOf(times.minutes, 'minute')}` : `at ${times.times.join(', ')}`
  return `${when} ${weekdaysText(times.weekdays)}`
}

/** Days 1 (Monday) to 7, in order. */
function weekdaysText(weekdays: number[]): string {
  if (weekdays.length === 7) return 'every day'
  const [first = 1] = weekdays
  const last = weekdays.at(-1) ?? first
  const name = (day: number) => days[day - 1]
  return weekdays.length > 2 && last - first === weekdays.length - 1
    ? `from ${name(first)} to ${name(last)}`
    : `on ${weekdays.map(name).join(', ')}`
}

/** Days as people type them: `mon-fri`, `Monday,wed,5`, `sat-mon`. Null: that is not days. */
export function weekdaysFrom(text: string): number[] | null {
  const found: number[] = []
  for (const part of text.split(',')) {
    const [first, last, ...more] = part.split('-').map(dayFrom)
    if (first === undefined || first === 0 || last === 0 || more.length > 0) return null
    for (let day = first; ; day = (day % 7) + 1) {
      found.push(day)
      if (day === (last ?? first)) break
    }
  }
  return [...new Set(found)].sort()
}

/** 0: that is no day. */
function dayFrom(text: string): number {
  const word = text.trim().toLowerCase()
  if (/^[1-7]$/.test(word)) return Number(word)
  return word.length < 3 ? 0 : days.indexOf(word.slice(0, 3)) + 1
}

/** `7:30` and `7.30` as well as `07:30`; what is no time is left as it is. */
export function timeFrom(text: string): string {
  const [, hour, minute] = /^(\d{1,2})[:.](\d\d)$/.exec(text.trim()) ?? []
  return hour === undefined ? text.trim() : `${hour.padStart(2, '0')}:${minute}`
}
