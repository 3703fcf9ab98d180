import type { Activity, Day, Transmission } from '../contract/transmission.ts'

/** The activity calendar of a month (YYYY-MM): its days, and its transmissions newest first. */
export function activityOf(month: string, transmissions: Transmission[]): Activity {
  const days = new Map<string, Day>()
  for (const { endedAt, outcome, received, sent } of transmissions) {
    const day = dayOf(endedAt)
    const sum = days.get(day) ?? { day, transmissions: 0, failures: 0, receivedRows: 0, sentRows: 0 }
    days.set(day, {
      day,
      transmissions: sum.transmissions + 1,
      failures: sum.failures + (outcome === 'failed' || outcome === 'problems' ? 1 : 0),
      receivedRows: sum.receivedRows + received.rows,
      sentRows: sum.sentRows + sent.rows,
    })
  }
  return {
    month,
    days: [...days.values()].sort((a, b) => a.day.localeCompare(b.day)),
    transmissions: transmissions.toReversed(),
  }
}

/** YYYY-MM-DD on the clock of this place. */
function dayOf(time: number): string {
  const at = new Date(time)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
