const DIGITS = /^(\d{1,2})(?:\s*[:.h]?\s*([0-5]\d))?$/i
const MORNING = /^a\.?\s?m\.?$/i
const AFTERNOON = /^p\.?\s?m\.?$/i
/** Of every kind, also the narrow ones that browsers put between time and AM. */
const SPACE = /[\s\u202f\u00a0]+/g

/** `7:30 pm`, `7 PM`, `19:30`, `1930`, `7.30` and what the person's language writes, as `19:30`; null: it is no time of day. */
export function timeOfDay(typed: string, language = navigator.language): string | null {
  const text = typed.replace(SPACE, ' ').trim()
  const { time, half } = withoutHalf(text, language)
  const found = DIGITS.exec(time)
  if (found === null || (found[2] === undefined && half === null)) return null
  const hour = Number(found[1])
  if (half === null ? hour > 23 : hour < 1 || hour > 12) return null
  const hours = half === null ? hour : (hour % 12) + (half === 'afternoon' ? 12 : 0)
  return `${String(hours).padStart(2, '0')}:${found[2] ?? '00'}`
}

/** `19:30` as people write it where the person is: `7:30 PM`, say. What this program could not read again stays as it is. */
export function timeOfDayText(time: string, language = navigator.language): string {
  const [hours = '', minutes = ''] = time.split(':')
  const at = Date.UTC(2024, 0, 1, Number(hours), Number(minutes))
  if (Number.isNaN(at)) return time
  const text = formatOf(language).format(at)
  return timeOfDay(text, language) === time ? text : time
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one takes about a millisecond. */
function formatOf(language: string): Intl.DateTimeFormat {
  const known = formats.get(language)
  if (known) return known
  const options = { hour: 'numeric', minute: '2-digit', timeZone: 'UTC', numberingSystem: 'latn' } as const
  const format = new Intl.DateTimeFormat(language, options)
  formats.set(language, format)
  return format
}

type Half = 'morning' | 'afternoon' | null

/** The time without what says which half of the day it is in, in English or in the person's own language. */
function withoutHalf(text: string, language: string): { time: string; half: Half } {
  const english = /^(.*?\d)\s?([ap]\.?\s?m\.?)$/i.exec(text)
  if (english) {
    const [, time = '', word = ''] = english
    return { time, half: MORNING.test(word) ? 'morning' : AFTERNOON.test(word) ? 'afternoon' : null }
  }
  for (const [half, hour] of [
    ['morning', 9],
    ['afternoon', 21],
  ] as const) {
    const word = wordOf(hour, language)
    if (word !== '' && text.includes(word)) return { time: text.replace(word, '').trim(), half }
  }
  return { time: text, half: null }
}

const wordOf = (hour: number, language: string): string =>
  formatOf(language)
    .formatToParts(Date.UTC(2024, 0, 1, hour))
    .find(({ type }) => type === 'dayPeriod')
    ?.value.replace(SPACE, ' ') ?? ''
