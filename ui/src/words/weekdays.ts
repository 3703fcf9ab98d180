/** 1 = Monday ... 7 = Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

type WeekInfo = { firstDay: number }
type Locale = Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo }

/** Where a browser does not say it (Firefox): the regions whose week does not begin on Monday (Unicode CLDR, weekData). */
const FROM_SUNDAY = new Set(
  (
    'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK ' +
    'PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW'
  ).split(' '),
)
const FROM_SATURDAY = new Set('AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY'.split(' '))

/** The day a week begins with where the person is. */
export function firstWeekday(language = navigator.language): Weekday {
  const locale: Locale = new Intl.Locale(language)
  const told = (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay
  if (told !== undefined) return told as Weekday
  const region = locale.maximize().region ?? ''
  return FROM_SUNDAY.has(region) ? 7 : FROM_SATURDAY.has(region) ? 6 : 1
}

/** The seven days in the order of a week there, with their short names. */
export function weekdays(language = navigator.language): { day: Weekday; name: string }[] {
  const first = firstWeekday(language)
  const names = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  return Array.from({ length: 7 }, (_, at) => {
    const day = (((first - 1 + at) % 7) + 1) as Weekday
    // The 1st of January 2024 was a Monday.
    return { day, name: names.format(Date.UTC(2024, 0, day)) }
  })
}
