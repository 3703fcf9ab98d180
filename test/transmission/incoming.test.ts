import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someOf } from '../../src/transmission/incoming.ts'

test('of many manifests a visit always looks into the first, into few in all, and each visit into others', () => {
  const many = Array.from({ length: 200 }, (_, i) => i)
  const seen = new Set<number>()
  for (let visit = 0; visit < 400; visit++) {
    const some = someOf(many)
    assert.equal(some[0], 0)
    assert.equal(new Set(some).size, 20)
    for (const one of some) seen.add(one)
  }
  assert.equal(seen.size, many.length)
})
