import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ControlReplies } from '../../src/site/control-replies.ts'
import { liveALife } from './file-life.ts'
import { aSite, visit } from './sites.ts'

const code = fc.integer({ min: 100, max: 599 })
const word = fc.string({ unit: fc.constantFrom('a', 'Z', '2', '6', ' ', '-', 'ö', '店', '(', '|', '\t') })
const oneLine = fc.tuple(code, word).map(([number, text]) => `${number} ${text}`)
/** Lines within may begin with anything but the code and a space, also with other codes. */
const severalLines = fc
  .tuple(code, word, fc.array(fc.oneof(word, oneLine)), word)
  .map(([number, first, within, last]) => {
    const inner = within.filter((line) => line.trim() !== '' && !line.startsWith(`${number}`))
    return [`${number}-${first}`, ...inner, `${number} ${last}`].join('\n')
  })
const reply = fc.oneof(oneLine, severalLines)

/** The text cut at these places. */
const cutAt = (text: string, places: number[]): string[] => {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b)
  return [...ends, text.length].map((end, at) => text.slice(ends[at - 1] ?? 0, end))
}

test('replies are the same however TCP cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(reply),
      fc.array(fc.nat({ max: 5000 })),
      fc.constantFrom('\r\n', '\n'),
      (replies, places, lineEnd) => {
        const text = replies.map((one) => `${one.replaceAll('\n', lineEnd)}${lineEnd}`).join('')
        const reader = new ControlReplies()
        const read = cutAt(text, places).flatMap((piece) => reader.take(piece))
        assert.deepEqual(
          read,
          replies.map((message) => ({ code: Number(message.slice(0, 3)), message })),
        )
      },
    ),
    { numRuns: 2000 },
  )
})

test('no text, however it is cut, makes the reader read otherwise than in one piece', () => {
  const noise = fc.string({ unit: fc.constantFrom('2', '2', '6', '-', ' ', '\r', '\n', '\n', 'x', '店') })
  fc.assert(
    fc.property(noise, fc.array(fc.nat({ max: 200 })), (text, places) => {
      const reader = new ControlReplies()
      const read = cutAt(text, places).flatMap((piece) => reader.take(piece))
      assert.deepEqual(read, new ControlReplies().take(text))
    }),
    { numRuns: 5000 },
  )
})

test('a reply that never ends is given up', () => {
  const reader = new ControlReplies()
  assert.throws(() => {
    for (let piece = 0; piece < 100; piece++) reader.take('2'.repeat(1000))
  }, /does not end/)
  const lines = new ControlReplies()
  assert.throws(() => {
    for (let line = 0; line < 2000; line++) lines.take(`220-${'x'.repeat(60)}\r\n`)
  }, /does not end/)
})

for (const tls of ['off', 'explicit', 'implicit'] as const)
  test(`files come and go though each reply comes byte by byte (TLS ${tls})`, async (t) => {
    const site = await aSite(t, { tls, slicedReplies: true, multilineGreeting: true })
    await liveALife(await visit(t, site, { tls }))
  })
