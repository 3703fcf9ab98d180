import type { Random } from './random.ts'

/** Days are counted from 1970-01-01 = 0, without zones: the demo never asks the clock. */
export const dayNumber = (date: string): number => Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / dayLength

const dayLength = 86_400_000

/** The last day a filled shop has worked, unless told. */
export const usualLastDay = '2026-03-31'

/** `2026-03-31` */
export const dateText = (day: number): string => new Date(day * dayLength).toISOString().slice(0, 10)

/** `2026-03-31 08:05`, minutes counted from midnight. */
export const timeText = (day: number, minute: number): string =>
  new Date(day * dayLength + minute * 60_000).toISOString().slice(0, 16).replace('T', ' ')

/** Milliseconds since 1970 of the same wall-clock time, read as UTC. */
export const timeStamp = (day: number, minute: number): number => day * dayLength + minute * 60_000

const sundayToSaturday = [0, 1.3, 1.05, 1, 1, 1.15, 0.45]
/** Tyres in spring and autumn, holidays in summer and at the end of the year. */
const januaryToDecember = [0.95, 0.9, 1.1, 1.25, 1.05, 1, 0.9, 0.75, 1, 1.3, 1.2, 0.8]
const closedDates = new Set(['01-01', '05-01', '12-24', '12-25', '12-26'])

/** How busy a day is, 1 = ordinary, 0 = closed. */
export const busyness = (day: number): number => {
  const date = dateText(day)
  if (closedDates.has(date.slice(5))) return 0
  const weekday = (((day + 4) % 7) + 7) % 7
  return (sundayToSaturday[weekday] ?? 0) * (januaryToDecember[Number(date.slice(5, 7)) - 1] ?? 0)
}

/** `day` itself, or the last day before it on which the shop was open. */
export const lastOpenDay = (day: number): number => (busyness(day) > 0 ? day : lastOpenDay(day - 1))

/** The first day after `day` on which the shop is open. */
export const nextWorkingDay = (day: number): number => {
  let next = day + 1
  while (busyness(next) === 0) next += 1
  return next
}

/** Cars come in the early morning and after lunch. One entry for each share of the day's customers. */
const openingHours = Object.entries({
  7: 9,
  8: 22,
  9: 14,
  10: 11,
  11: 8,
  12: 3,
  13: 12,
  14: 9,
  15: 6,
  16: 4,
  17: 2,
}).flatMap(([hour, share]) => Array<number>(share).fill(Number(hour)))

/** When a customer walks in, in minutes from midnight. */
export const drawMinute = (random: Random): number => random.pick(openingHours) * 60 + random.whole(0, 59)
