import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Notices } from '../../src/model/notices.ts'
import type { ErrorBody } from '../../src/web/contract/error-body.ts'
import type { Health } from '../../src/web/contract/health.ts'
import { TransmissionHealth } from '../../src/web/live/health.ts'
import { Browser } from './browser.ts'
import { network } from './network.ts'
import { servedHome, signedIn } from './served-office.ts'

const HOUR = 3_600_000
const settings = { noTransmit: false, notices: undefined }
const good = (endedAt: number) => ({ outcome: 'completed' as const, endedAt })
const failed = (endedAt: number) => ({ outcome: 'failed' as const, endedAt })

test('healthz tells whoever asks when a transmission completed last: 503 before the first, 200 after it, and nothing else', async (t) => {
  const places = await network(t)
  const served = await servedHome(t, places.office)
  const anybody = new Browser(served.address)
  const before = await anybody.ask<Health>('/healthz')
  assert.deepEqual([before.status, before.body.status, before.body.reasons], [503, 'failing', ['never']])
  const browser = await signedIn(served)
  const { came } = await browser.follow((events) => events.some(({ type }) => type === 'ended'))
  await browser.post('/api/transmit')
  await came
  const after = await anybody.ask<Health>('/healthz')
  assert.deepEqual([after.status, after.body.status, after.body.reasons], [200, 'ok', []])
  assert.match(after.body.lastGoodTransmission ?? '', /^\d{4}-\d\d-\d\dT.*Z$/)
  assert.ok((after.body.ageSeconds ?? -1) >= 0)
  assert.deepEqual(Object.keys(after.body).sort(), [
    'ageSeconds',
    'failedSince',
    'lastGoodTransmission',
    'maxAgeSeconds',
    'reasons',
    'status',
  ])
  assert.equal(after.headers['cache-control'], 'no-store')
  assert.equal((await anybody.ask('/healthz', { method: 'HEAD' })).status, 200)
  const late = await anybody.ask<Health>('/healthz?hours=0.0000001')
  assert.deepEqual([late.status, late.body.reasons], [503, ['late']])
  const wrong = await anybody.ask<ErrorBody>('/healthz?hours=soon')
  assert.deepEqual([wrong.status, wrong.body.fields], [400, { hours: 'a number of hours, such as 6' }])
  assert.equal((await anybody.ask('/healthz', { headers: { host: 'evil.example' } })).status, 403)

  await served.close()
  const again = new Browser((await servedHome(t, places.office)).address)
  const restarted = await again.ask<Health>('/healthz')
  assert.equal(restarted.status, 200, 'the log remembers it')
  // The line of the log is written a moment before its end is heard of.
  const apart =
    Date.parse(after.body.lastGoodTransmission ?? '') - Date.parse(restarted.body.lastGoodTransmission ?? '')
  assert.ok(apart >= 0 && apart < 60_000, `${apart} ms`)
})

test('it is late beyond the hours of Notices, three days where they name none, whatever is done to the clock', () => {
  let now = 100 * HOUR
  let elapsed = 0
  const health = new TransmissionHealth([good(90 * HOUR)], { now: () => now, elapsed: () => elapsed })
  const later = (hours: number) => {
    now += hours * HOUR
    elapsed += hours * HOUR
  }
  assert.deepEqual([health.look(settings).status, health.look(settings).ageSeconds], ['ok', 36_000])
  assert.equal(health.look({ ...settings, notices: Notices.parse({ silentHours: 9 }) }).status, 'failing')
  later(62)
  assert.equal(health.look(settings).status, 'ok')
  later(1)
  assert.deepEqual(health.look(settings).reasons, ['late'])
  now = 0
  assert.deepEqual(health.look(settings).reasons, ['late'], 'a clock that was set back')
  assert.equal(health.look({ ...settings, noTransmit: true }).status, 'paused')
  health.ended(good(now))
  assert.equal(health.look(settings).status, 'ok')
})

test('transmissions that fail one after the other count, those that somebody cancelled do not', () => {
  const health = new TransmissionHealth([good(0), failed(1), failed(2)], { now: () => 3, elapsed: () => 3 })
  health.ended({ outcome: 'cancelled', endedAt: 3 })
  assert.deepEqual([health.look(settings).status, health.look(settings).failedSince], ['ok', 2])
  health.ended(failed(4))
  assert.deepEqual([health.look(settings).status, health.look(settings).reasons], ['failing', ['failures']])
  health.ended({ outcome: 'problems', endedAt: 5 })
  assert.deepEqual([health.look(settings).status, health.look(settings).failedSince], ['ok', 0])
})
