import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as later } from 'node:timers/promises'
import fc from 'fast-check'
import { Room } from '../../src/transmission/room.ts'

test('no more is let in than there is room for, in the order of asking; what is larger than the room has it alone', async () => {
  const size = fc.record({ payloads: fc.integer({ min: 1, max: 4 }), bytes: fc.nat(10) })
  await fc.assert(
    fc.asyncProperty(size, fc.array(fc.nat(14), { maxLength: 15 }), async (size, all) => {
      const room = new Room({ ...size })
      const entered: number[] = []
      const inside = new Map<number, number>()
      await Promise.all(
        all.map(async (bytes, at) => {
          const giveUp = await room.take(bytes)
          entered.push(at)
          inside.set(at, bytes)
          const taken = [...inside.values()].reduce((sum, each) => sum + each, 0)
          assert.ok(inside.size <= size.payloads && (taken <= size.bytes || inside.size === 1), `${[...inside]}`)
          for (let pause = 0; pause < bytes % 3; pause++) await Promise.resolve()
          inside.delete(at)
          giveUp()
        }),
      )
      assert.deepEqual(
        entered,
        all.map((_, at) => at),
      )
    }),
    { numRuns: 100 },
  )
})

test('a small one does not overtake a large one that waits', async () => {
  const room = new Room({ payloads: 4, bytes: 10 })
  const giveUp = await room.take(6)
  const entered: string[] = []
  const large = room.take(8).then(() => entered.push('large'))
  const small = room.take(1).then(() => entered.push('small'))
  await later()
  assert.deepEqual(entered, [])
  giveUp()
  await Promise.all([large, small])
  assert.deepEqual(entered, ['large', 'small'])
})
