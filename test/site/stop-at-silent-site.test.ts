import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasCode } from '../../src/model/errors.ts'
import { SiteNetwork } from '../faults/site-network.ts'

test('who stops an upload that hangs does not wait for the site, which answers nothing any more', async (t) => {
  const network = await SiteNetwork.start(t, 1)
  await network.settle()
  network.shop.database.exec(`WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    INSERT INTO customers SELECT i, hex(randomblob(1000)), '' FROM n`)
  network.site.inject({ command: 'STOR', path: '.dat', times: Infinity, do: { kind: 'slow', bytesPerSecond: 1 } })
  network.site.inject({ command: 'DELE', path: '.dat', times: Infinity, do: { kind: 'hang' } })
  const stop = new AbortController()
  let stopped = 0
  const transmission = network.shop.store.transmit({
    signal: stop.signal,
    onEvent: ({ step, progress }) => {
      if (step !== 'send' || progress === undefined || stopped > 0) return
      stopped = performance.now()
      stop.abort()
    },
  })
  await assert.rejects(transmission, (error) => hasCode(error, 'CANCELLED'))
  assert.ok(stopped > 0)
  const waited = performance.now() - stopped
  assert.ok(waited < 10_000, `${Math.round(waited)} ms`)
  network.site.clearFaults()
  await network.settle()
  assert.deepEqual(network.disagreements(), [])
})
