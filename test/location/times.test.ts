import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { nextTime } from '../../src/location/next-time.ts'
import { type TimeEvent, Times } from '../../src/location/times.ts'
import { CentralOfficeError } from '../../src/model/errors.ts'
import type { TransmitTimes } from '../../src/model/transmit-times.ts'
import type { Home } from '../../src/settings/home.ts'
import { freshHome, storeSettings } from '../settings/fresh-folder.ts'

const BERLIN = 'Europe/Berlin'
const workdays = [1, 2, 3, 4, 5]
const everyDay = [1, 2, 3, 4, 5, 6, 7]
const at = (...times: string[]): TransmitTimes => ({ kind: 'at', times, weekdays: everyDay })

/** The next times as Berlin reads them. */
function nextIn(times: TransmitTimes, from: string, count: number): string[] {
  const shown: string[] = []
  let after = Date.parse(from)
  for (let n = 0; n < count; n++) {
    after = nextTime(times, after, BERLIN) ?? Number.NaN
    shown.push(new Date(after).toLocaleString('sv', { timeZone: BERLIN }).slice(0, 16))
  }
  return shown
}

test('times come at their hour, on their days', () => {
  const evening: TransmitTimes = { kind: 'at', times: ['19:00', '07:30'], weekdays: workdays }
  assert.deepEqual(nextIn(evening, '2026-03-13T12:00:00+01:00', 3), [
    '2026-03-13 19:00',
    '2026-03-16 07:30',
    '2026-03-16 19:00',
  ])
  const often: TransmitTimes = { kind: 'every', minutes: 50, weekdays: [7] }
  assert.deepEqual(nextIn(often, '2026-03-14T12:00:00+01:00', 4), [
    '2026-03-15 00:00',
    '2026-03-15 00:50',
    '2026-03-15 01:40',
    '2026-03-15 02:30',
  ])
  const daily: TransmitTimes = { kind: 'every', minutes: 1440, weekdays: everyDay }
  assert.deepEqual(nextIn(daily, '2026-03-14T12:00:00+01:00', 1), ['2026-03-15 00:00'])
  assert.equal(nextTime({ kind: 'by hand' }, 0), null)
  assert.equal(nextTime(undefined, 0), null)
})

test('when the clocks change, no time is left out and no time of day comes twice', () => {
  assert.deepEqual(nextIn(at('02:30'), '2026-03-28T12:00:00+01:00', 2), ['2026-03-29 03:00', '2026-03-30 02:30'])
  assert.deepEqual(nextIn(at('02:30'), '2026-10-24T12:00:00+02:00', 2), ['2026-10-25 02:30', '2026-10-26 02:30'])
  assert.deepEqual(nextIn(at('02:30'), '2026-10-25T02:40:00+02:00', 1), ['2026-10-26 02:30'])
  const halfHours: TransmitTimes = { kind: 'every', minutes: 30, weekdays: everyDay }
  for (const [from, hours] of [
    ['2026-03-29T00:00:00+01:00', 23],
    ['2026-10-25T00:00:00+02:00', 25],
  ] as const) {
    const found: number[] = []
    for (let due = Date.parse(from); found.length < 2 * hours; ) {
      due = nextTime(halfHours, due, BERLIN) ?? Number.NaN
      found.push(due - Date.parse(from))
    }
    const expected = Array.from({ length: 2 * hours }, (_, index) => (index + 1) * 30 * 60_000)
    assert.deepEqual(found, expected, 'a day of 23 and of 25 hours has a time every half hour')
  }
})

/** A computer whose clock the test turns. */
function computer(t: TestContext, home: Home) {
  const local = (text: string) => new Date(`${text}:00`).getTime()
  const state = {
    now: local('2026-03-13T08:00'),
    settings: storeSettings({ transmitTimes: at('12:00', '19:00') }),
    started: [] as string[],
    events: [] as TimeEvent[],
    refuses: null as CentralOfficeError | null,
  }
  const switchOn = async () => {
    const times = new Times({
      home,
      settings: () => state.settings,
      transmit: () => {
        if (state.refuses) throw state.refuses
        state.started.push(new Date(state.now).toLocaleString('sv').slice(0, 16))
      },
      told: (event) => state.events.push(event),
      now: () => state.now,
      pause: 60_000,
    })
    t.after(() => times.stop())
    await times.start()
    return times
  }
  const until = async (times: Times, text: string) => {
    state.now = local(text)
    await times.look()
  }
  return { state, switchOn, until, local }
}

test('a time starts one transmission; what was missed while the computer was off is caught up once', async (t) => {
  const { state, switchOn, until, local } = computer(t, await freshHome(t))
  const first = await switchOn()
  assert.equal(first.next, local('2026-03-13T12:00'))
  await until(first, '2026-03-13T11:59')
  assert.deepEqual(state.started, [], 'a time that was over before the first start was not missed')
  await until(first, '2026-03-13T12:00')
  await until(first, '2026-03-13T12:01')
  assert.deepEqual(state.started, ['2026-03-13 12:00'])
  await first.stop()

  state.now = local('2026-03-16T08:00')
  const second = await switchOn()
  assert.equal(second.next, local('2026-03-16T08:01'), 'the network may not be up at once')
  assert.equal(state.started.length, 1)
  await until(second, '2026-03-16T08:01')
  await until(second, '2026-03-16T08:02')
  assert.deepEqual(state.started.slice(1), ['2026-03-16 08:01'], 'five times were missed, one is caught up')
  assert.deepEqual(
    state.events.map(({ late }) => late),
    [false, true],
  )
  assert.equal(second.next, local('2026-03-16T12:00'))
})

test('a computer that sleeps catches up when it wakes, and a clock put back makes nothing wait', async (t) => {
  const { state, switchOn, until, local } = computer(t, await freshHome(t))
  const times = await switchOn()
  await until(times, '2026-03-13T22:00')
  assert.deepEqual(state.started, [], 'the network is not up yet')
  assert.equal(times.next, local('2026-03-13T22:01'))
  await until(times, '2026-03-13T22:01')
  assert.deepEqual(state.started, ['2026-03-13 22:01'])
  await until(times, '2026-03-13T11:59')
  assert.equal(times.next, local('2026-03-13T12:00'))
  await until(times, '2026-03-13T12:00')
  assert.equal(state.started.length, 2)
})

test('No Transmit lets times pass, changed times begin now, and what cannot be started is told', async (t) => {
  const { state, switchOn, until, local } = computer(t, await freshHome(t))
  const times = await switchOn()
  state.settings = { ...state.settings, noTransmit: true }
  assert.equal(times.next, null)
  await until(times, '2026-03-13T12:30')
  state.settings = { ...state.settings, noTransmit: false }
  await until(times, '2026-03-13T12:31')
  assert.deepEqual(state.started, [], 'nothing is caught up of what was not wanted')

  state.settings = { ...state.settings, transmitTimes: at('12:15') }
  await until(times, '2026-03-13T12:32')
  assert.deepEqual(state.started, [])
  assert.equal(times.next, local('2026-03-14T12:15'))

  state.refuses = new CentralOfficeError('SITE_NOT_CONFIGURED', 'The FTP site is not configured.', { hint: '' })
  await until(times, '2026-03-14T12:14')
  await until(times, '2026-03-14T12:15')
  assert.equal(state.events.at(-1)?.leftOut?.code, 'SITE_NOT_CONFIGURED')
  await until(times, '2026-03-14T12:16')
  assert.equal(state.events.length, 1)
})
