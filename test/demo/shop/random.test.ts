import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { randomFrom } from '../../../src/demo/shop/random.ts'

const beginning = fc.array(fc.oneof(fc.integer(), fc.string()), { minLength: 1, maxLength: 4 })

test('the same beginning draws the same, another beginning something else', () => {
  fc.assert(
    fc.property(beginning, beginning, (one, two) => {
      const draw = (from: (string | number)[]) => Buffer.from(randomFrom(...from).bytes(16)).toString('hex')
      assert.equal(draw(one), draw(one))
      if (JSON.stringify(one) !== JSON.stringify(two)) assert.notEqual(draw(one), draw(two))
    }),
  )
})

test('draws stay the same from version to version', () => {
  assert.equal(randomFrom(1, 'customer', 2).uuid(), '450ba006-c936-490d-8b89-442a0b70bc39')
})

test('whole numbers reach both ends and nothing beyond, all about equally often', () => {
  const random = randomFrom('dice')
  const seen = new Map<number, number>()
  for (let roll = 0; roll < 6000; roll += 1) {
    const eyes = random.whole(1, 6)
    seen.set(eyes, (seen.get(eyes) ?? 0) + 1)
  }
  assert.deepEqual([...seen.keys()].sort(), [1, 2, 3, 4, 5, 6])
  for (const times of seen.values()) assert.ok(times > 850 && times < 1150, `${times}`)
})

test('generators that begin alike are not alike', () => {
  let mean = 0
  for (let index = 0; index < 2000; index += 1) mean += randomFrom(7, 'part', index).fraction() / 2000
  assert.ok(Math.abs(mean - 0.5) < 0.03, `${mean}`)
})

test('popular picks come from the front, but reach the end', () => {
  const random = randomFrom('popular')
  const choices = Array.from({ length: 100 }, (_, index) => index)
  const picks = Array.from({ length: 5000 }, () => random.pickPopular(choices))
  assert.ok(picks.filter((pick) => pick < 10).length > 2000)
  assert.ok(picks.some((pick) => pick > 95))
})

test('UUIDs are version 4, patterns are filled with digits, and picking from nothing is refused', () => {
  const random = randomFrom('forms')
  for (let count = 0; count < 200; count += 1) {
    assert.match(random.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
  assert.match(random.fillIn('a##-#'), /^a\d\d-\d$/)
  assert.throws(() => random.pick([]), RangeError)
})
