import { Cron } from 'croner'
import type { TransmitTimes } from '../model/transmit-times.ts'

const DAY = 1440

/**
 * The first transmission time after `after`, milliseconds; null: there is none. On the clock of `zone` (default: of this place).
 * A time of day that the clocks skip in spring is due right after; one that comes twice in autumn, once. Every so many minutes goes on
 * through both.
 */
export function nextTime(times: TransmitTimes | undefined, after: number, zone?: string): number | null {
  const found = patternsOf(times).map((pattern) => {
    const cron = new Cron(pattern, { paused: true, ...(zone === undefined ? {} : { timezone: zone }) })
    return cron.nextRun(new Date(after))?.getTime() ?? null
  })
  const due = found.filter((time) => time !== null)
  return due.length === 0 ? null : Math.min(...due)
}

/** Cron patterns (minute, hour, day, month, weekday) that are due at these times, and at no other. */
function patternsOf(times: TransmitTimes | undefined): string[] {
  if (times === undefined || times.kind === 'by hand') return []
  const weekdays = times.weekdays.join(',')
  if (times.kind === 'at')
    return times.times.map((time) => {
      const [hour, minute] = time.split(':').map(Number)
      return `${minute} ${hour} * * ${weekdays}`
    })
  return hoursByMinutes(times.minutes).map(([minutes, hours]) => `${minutes} ${hours.join(',')} * * ${weekdays}`)
}

/** Every so many minutes from midnight: hours that have the same minutes share a pattern. */
function hoursByMinutes(every: number): [minutes: string, hours: number[]][] {
  const byHour = new Map<number, number[]>()
  for (let minute = 0; minute < DAY; minute += every) {
    const hour = Math.floor(minute / 60)
    byHour.set(hour, [...(byHour.get(hour) ?? []), minute % 60])
  }
  const groups = new Map<string, number[]>()
  for (const [hour, minutes] of byHour) groups.set(minutes.join(','), [...(groups.get(minutes.join(',')) ?? []), hour])
  return [...groups]
}
