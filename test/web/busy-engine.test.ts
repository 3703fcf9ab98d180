import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { network } from './network.ts'
import { servedHome, signedIn } from './served-office.ts'

const ROWS = Number(process.env.ROWS ?? 150_000)
const paths = [
  '/api/session',
  '/api/home',
  '/api/stores',
  '/api/setup',
  '/api/conflicts?which=all',
  '/api/replica-setup',
  '/api/log',
]

/** Milliseconds below which this share of the answers came. */
const quantile = (times: number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0

test('pages answer while the engine imports', { timeout: 600_000 }, async (t) => {
  const places = await network(t, {}, (shop) =>
    shop.exec(`WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${ROWS})
               INSERT INTO orders SELECT value, value * 7 FROM n`),
  )
  await places.transmit('store')
  const served = await servedHome(t, places.office)
  const browser = await signedIn(served)
  for (const path of paths) await browser.ask(path)
  const { ended } = served.pages.transmissions.start()
  let over = false
  const finished = ended.finally(() => (over = true))
  const times = new Map<string, number[]>(paths.map((path) => [path, []]))
  for (let n = 0; !over; n++) {
    const path = paths[n % paths.length] ?? ''
    const began = performance.now()
    const { status } = await browser.ask(path)
    times.get(path)?.push(performance.now() - began)
    assert.equal(status, 200, path)
    await pause(10)
  }
  const transmission = await finished
  assert.deepEqual([transmission.outcome, transmission.received.rows], ['completed', ROWS])
  for (const [path, taken] of times)
    t.diagnostic(
      `${path}: ${taken.length} answers, half within ${quantile(taken, 0.5).toFixed(1)} ms, 95 % within ${quantile(taken, 0.95).toFixed(1)} ms, slowest ${quantile(taken, 1).toFixed(0)} ms`,
    )
  const all = [...times.values()].flat()
  assert.ok(all.length >= 30, `${all.length} answers`)
  assert.ok(quantile(all, 0.9) < 100, `90 % within ${quantile(all, 0.9)} ms`)
})
