import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { judgeClock, type KnownClock, whatIsSure } from '../../src/transmission/clock-judgement.ts'

const HOUR = 3_600_000
const start = Date.UTC(2026, 0, 5)

/** What is sure after visits at these times (milliseconds from the start), each measuring what the site's clock shows. */
const after = (visits: number[], siteAt: (at: number) => number): (number | null)[] => {
  let known: KnownClock | null = null
  return visits.map((time) => {
    const at = start + time
    known = judgeClock(known, siteAt(at) - at, at)
    return whatIsSure(known)
  })
}

test('an offset counts from the second visit on that finds it', () => {
  assert.deepEqual(
    after([0, HOUR, 24 * HOUR], (at) => at + 5000),
    [null, 5000, 5000],
  )
})

test('a clock that runs a little fast is followed', () => {
  const found = after([0, HOUR, 100 * HOUR], (at) => at + Math.round((at - start) * 5e-5))
  assert.deepEqual(found, [null, 180, 18_000])
})

test('a site that gives every file the same time is never sure, whenever and however often it is visited', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 30 * 24 * HOUR }), { minLength: 1, maxLength: 30 })
  const often = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(fc.oneof(gaps, often), (waits) => {
      let time = 0
      const visits = waits.map((wait) => (time += wait))
      for (const offset of after(visits, () => start)) assert.equal(offset, null)
    }),
  )
})

test('a jump of the site, or of this computer, makes it unsure until two visits agree again', () => {
  const jumped = (at: number) => (at - start < 3 * HOUR ? at : at + HOUR)
  assert.deepEqual(after([0, HOUR, 2 * HOUR, 4 * HOUR, 5 * HOUR], jumped), [null, 0, 0, null, HOUR])
  const setBack = [0, HOUR, 2 * HOUR, HOUR + 5000, 2 * HOUR]
  assert.deepEqual(
    after(setBack, (at) => at),
    [null, 0, 0, null, 0],
  )
})

test('two visits within seconds say no more than one', () => {
  assert.deepEqual(
    after([0, 3000, 9000, 60_000], (at) => at + 700),
    [null, null, null, 700],
  )
})
