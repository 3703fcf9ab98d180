import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findJsonFault } from '../../src/settings/json-fault.ts'

const parses = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** JSON, and the same with one character put in, taken away or replaced. */
const nearlyJson = fc
  .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat(1), fc.constantFrom('', ...'{}[]:,"\\u01.-+eE tfn\n\u0001x'))
  .map(([text, at, drop, put]) => {
    const from = at % (text.length + 1)
    return text.slice(0, from) + put + text.slice(from + drop)
  })

test('a fault is found exactly where a text is not JSON', () => {
  fc.assert(
    fc.property(nearlyJson, (text) => assert.equal(findJsonFault(text) === null, parses(text))),
    { numRuns: 3000 },
  )
})

const examples: [string, { line: number; column: number } | null][] = [
  ['{\n  "a": 1,\n  "b": x\n}', { line: 3, column: 8 }],
  ['{\n  "a": 1,\n}', { line: 3, column: 1 }],
  ['{\n  "a": 1\n  "b": 2\n}', { line: 3, column: 3 }],
  ['{"a": "never closed}', { line: 1, column: 7 }],
  ['{"a": 1', { line: 1, column: 8 }],
  ['', { line: 1, column: 1 }],
  ['{} {}', { line: 1, column: 4 }],
  ['{"a": [1, {"b": null}, "\\u00e9"]}\n', null],
]
for (const [text, fault] of examples) {
  test(`the fault of ${JSON.stringify(text)} is at ${JSON.stringify(fault)}`, () => {
    assert.deepEqual(findJsonFault(text), fault)
  })
}
