const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const dateOnly = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const timeOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
/** As the log itself has it: in lines of one width. */
const clockOnly = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

export const timeText = (time: number | null): string => (time === null ? 'never' : dateAndTime.format(time))
export const dayText = (time: number): string => dateOnly.format(time)
export const hourText = (time: number): string => timeOnly.format(time)
export const clockText = (time: number): string => clockOnly.format(time)

const times = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`

/** `3 hours ago`; beyond two weeks the day itself, which says more. */
export const agoText = (time: number | null, now = Date.now()): string => {
  if (time === null) return 'never'
  const passed = now - time
  if (passed < MINUTE) return 'just now'
  if (passed < HOUR) return `${times(Math.floor(passed / MINUTE), 'minute')} ago`
  if (passed < DAY) return `${times(Math.floor(passed / HOUR), 'hour')} ago`
  if (passed < 14 * DAY) return `${times(Math.floor(passed / DAY), 'day')} ago`
  return dayText(time)
}

/** `840 ms`, `12 s`, `3 min 5 s`. */
export const durationText = (milliseconds: number): string => {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
