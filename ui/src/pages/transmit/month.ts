import type { Weekday } from '../../words/weekdays.ts'

/** A month as `2026-03`. */
export const monthOf = (date: Date): string => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`

export const monthText = (month: string): string =>
  new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(firstOf(month))

const firstOf = (month: string): Date => new Date(Number(month.slice(0, 4)), Number(month.slice(5)) - 1, 1)

export const otherMonth = (month: string, by: number): string => {
  const first = firstOf(month)
  return monthOf(new Date(first.getFullYear(), first.getMonth() + by, 1))
}

/** The weeks of a month, which begin on a weekday; days of other months are null. Days as `2026-03-09`. */
export const weeksOf = (month: string, begin: Weekday): (string | null)[][] => {
  const first = firstOf(month)
  const count = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate()
  const before = (first.getDay() - begin + 7) % 7
  const cells = Array.from({ length: Math.ceil((before + count) / 7) * 7 }, (_, index) => {
    const day = index - before + 1
    return day < 1 || day > count ? null : `${month}-${String(day).padStart(2, '0')}`
  })
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** The day of a time, on the clock of this computer. */
export const dayOf = (time: number): string => {
  const date = new Date(time)
  return `${monthOf(date)}-${String(date.getDate()).padStart(2, '0')}`
}
