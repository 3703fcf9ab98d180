const STARTS = /^(today|start of month|start of year)(?:\s*([+-])\s*(\d{1,4})\s+(day|month|year)s?)?$/i

const two = (value: number): string => String(value).padStart(2, '0')
const dateText = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`

/** `start of month - 12 months` as a date of this place's calendar; any other text stays as it is. Null: it is no date. */
export function usualDate(text: string, now: Date): string | null {
  if (text === '' || /^\d{4}-\d\d-\d\d$/.test(text)) return text
  const parts = STARTS.exec(text)
  if (parts === null) return null
  const [, start = '', sign, count = '0', unit] = parts
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  if (start.toLowerCase() !== 'today') date.setDate(1)
  if (start.toLowerCase() === 'start of year') date.setMonth(0)
  const by = Number(count) * (sign === '-' ? -1 : 1)
  if (unit === 'day') date.setDate(date.getDate() + by)
  else if (unit !== undefined) addMonths(date, unit === 'year' ? by * 12 : by)
  return dateText(date)
}

/** The 31st of March less a month is the last of February. */
function addMonths(date: Date, months: number): void {
  const day = date.getDate()
  date.setDate(1)
  date.setMonth(date.getMonth() + months)
  date.setDate(Math.min(day, new Date(date.getFullYear(), date.getMonth() + 1, 0).getDate()))
}
