import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Epoch } from '../../src/model/ids.ts'
import { isNews, type SeenManifests, withSeen } from '../../src/transmission/seen-manifests.ts'

/** A manifest whose MAC begins with these 16 characters. */
const manifestOf = (epoch: string, mac: string) => ({
  manifest: { epoch: Epoch.parse(epoch.padStart(16, '0')) },
  bytes: Buffer.from(`...${mac.padEnd(16, '0')}${'f'.repeat(48)}\n`),
})

test('of an epoch with several leftovers none is news again, whichever was dealt with last', () => {
  const [second, third] = [manifestOf('a', '2'), manifestOf('a', '3')]
  let seen: SeenManifests = {}
  for (const read of [third, second, third, second]) {
    seen = withSeen(seen, [read])
    assert.equal(isNews(seen, read), false)
  }
  assert.deepEqual([isNews(seen, second), isNews(seen, third)], [false, false])
  assert.equal(isNews(seen, manifestOf('a', '4')), true, 'written since')
  assert.equal(isNews(seen, manifestOf('b', '2')), true, 'of another epoch')
})

test('what is remembered of epochs stays small', () => {
  let seen: SeenManifests = {}
  for (let i = 0; i < 300; i++) seen = withSeen(seen, [manifestOf(String(i % 150), `${i}`), manifestOf('e', `${i}`)])
  assert.ok(JSON.stringify(seen).length < 10_000)
})
