import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import { sideBySide } from '../../src/transmission/side-by-side.ts'

const items = [0, 1, 2, 3, 4, 5, 6]

test('every item has its turn, begun in order, so many at a time and no more', async () => {
  const begun: number[] = []
  let now = 0
  let most = 0
  await sideBySide(items, 3, async (item) => {
    begun.push(item)
    most = Math.max(most, ++now)
    await later()
    now--
  })
  assert.deepEqual(begun, items)
  assert.equal(most, 3)
})

test('after a failure nothing more is begun, what is under way ends first, and the first failure is thrown', async () => {
  const ended: number[] = []
  const running = sideBySide(items, 3, async (item) => {
    await later()
    if (item === 1) throw new Error('first')
    await later()
    ended.push(item)
    if (item === 2) throw new Error('second')
  })
  await assert.rejects(running, /first/)
  assert.deepEqual(ended, [0, 2])
})
