import assert from 'node:assert/strict'
import { test } from 'node:test'
import { weeksOf } from '../../ui/src/pages/transmit/month.ts'
import { timeOfDay, timeOfDayText } from '../../ui/src/words/time-of-day.ts'
import { firstWeekday, weekdays } from '../../ui/src/words/weekdays.ts'

test('a time of day is read as people type it', () => {
  const told: [typed: string, time: string | null][] = [
    ['7:30 pm', '19:30'],
    ['7:30pm', '19:30'],
    ['7.30 P.M.', '19:30'],
    ['7 pm', '19:00'],
    ['12 am', '00:00'],
    ['12:15 PM', '12:15'],
    ['7:30\u202fAM', '07:30'],
    ['19:30', '19:30'],
    ['7:30', '07:30'],
    ['730', '07:30'],
    ['7.30', '07:30'],
    ['19h30', '19:30'],
    ['24:00', null],
    ['13 pm', null],
    ['0 am', null],
    ['7:60', null],
    ['7', null],
    ['noon', null],
    ['', null],
  ]
  for (const [typed, time] of told) assert.equal(timeOfDay(typed, 'en-US'), time, typed)
})

const places = [
  'en-US',
  'en-GB',
  'de-DE',
  'fr-CA',
  'es-MX',
  'ar-EG',
  'ko-KR',
  'zh-TW',
  'hi-IN',
  'ja-JP',
  'fa-IR',
  'bg-BG',
]

test('a time is shown as it is written in a place, and read again as the same time', () => {
  assert.equal(timeOfDayText('19:30', 'en-US').replace(/\s/g, ' '), '7:30 PM')
  assert.equal(timeOfDayText('19:30', 'de-DE'), '19:30')
  assert.equal(timeOfDayText('25:00', 'de-DE'), '25:00', 'what is no time stays as it was typed')
  for (const place of places)
    for (let minute = 0; minute < 1440; minute += 1) {
      const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
      assert.equal(timeOfDay(timeOfDayText(time, place), place), time, `${place} ${timeOfDayText(time, place)}`)
    }
})

test('a week begins where the person is as it does there, whether or not the browser says so', () => {
  const firsts = { 'en-US': 7, 'de-DE': 1, 'pt-BR': 7, 'ar-EG': 6, 'fr-FR': 1 } as const
  for (const [place, first] of Object.entries(firsts)) {
    assert.equal(firstWeekday(place), first, place)
    assert.equal(weekdays(place)[0]?.day, first)
    assert.equal(new Set(weekdays(place).map(({ day }) => day)).size, 7)
  }
  assert.deepEqual(
    weekdays('en-US').map(({ name }) => name),
    ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  )
  // March 2026 began on a Sunday.
  assert.equal(weeksOf('2026-03', 7)[0]?.[0], '2026-03-01')
  assert.equal(weeksOf('2026-03', 1)[0]?.[6], '2026-03-01')
  assert.equal(weeksOf('2026-03', 6)[0]?.[1], '2026-03-01')
  const told = Object.getOwnPropertyDescriptor(Intl.Locale.prototype, 'getWeekInfo')
  const older = Object.getOwnPropertyDescriptor(Intl.Locale.prototype, 'weekInfo')
  try {
    Reflect.deleteProperty(Intl.Locale.prototype, 'getWeekInfo')
    Reflect.deleteProperty(Intl.Locale.prototype, 'weekInfo')
    for (const [place, first] of Object.entries(firsts))
      assert.equal(firstWeekday(place), first, `not said by the browser: ${place}`)
  } finally {
    if (told) Object.defineProperty(Intl.Locale.prototype, 'getWeekInfo', told)
    if (older) Object.defineProperty(Intl.Locale.prototype, 'weekInfo', older)
  }
})
