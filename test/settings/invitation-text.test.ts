import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { unwrapInvitation, wrapInvitation } from '../../src/settings/invitation-text.ts'

const sealedBytes = fc.uint8Array({ minLength: 1, maxLength: 400 })
const sealedIn = (text: string) => {
  const found = unwrapInvitation(text)
  return 'sealed' in found ? found.sealed : found.fault
}

test('sealed bytes come back out of the lines they were written in', () => {
  fc.assert(
    fc.property(sealedBytes, (sealed) => {
      const text = wrapInvitation(sealed)
      assert.match(text, /^CENTRAL-OFFICE-INVITATION-1\n([\w-]{76}\n)*[\w-]{1,76}\nCENTRAL-OFFICE-INVITATION-END\n$/)
      assert.deepEqual(sealedIn(text), sealed)
    }),
  )
})

const mailings: [string, (text: string) => string][] = [
  ['with a letter around it', (text) => `Hello,\r\nhere is the invitation:\r\n\r\n${text}\r\n-- \r\nAnn, head office`],
  ['quoted', (text) => text.replaceAll(/^/gm, '> ')],
  ['quoted twice', (text) => text.replaceAll(/^/gm, '>> ').replaceAll('\n', '\r\n')],
  ['wrapped anew', (text) => text.replaceAll(/([\w-]{40})(?=[\w-]{30})/g, '$1\n')],
  ['on one line with spaces', (text) => text.replaceAll('\n', ' ')],
  ['with all line breaks lost', (text) => text.replaceAll('\n', '')],
  ['with indents and invisible breaks', (text) => text.replaceAll('\n', '\u200B \n\t\u00A0')],
  ['after a mention of its first line', (text) => `Copy from CENTRAL-OFFICE-INVITATION-1 on.\n\n${text}`],
  ['after a copy that was cut short', (text) => `${text.slice(0, 60)}\n\n${text}`],
]
for (const [how, mailed] of mailings) {
  test(`an invitation mailed ${how} is found`, () => {
    fc.assert(fc.property(sealedBytes, (sealed) => assert.deepEqual(sealedIn(mailed(wrapInvitation(sealed))), sealed)))
  })
}

test('any character of the body that is changed, lost or doubled is noticed', () => {
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=.'
  fc.assert(
    fc.property(sealedBytes, fc.nat(), fc.constantFrom('', ...LETTERS), fc.boolean(), (sealed, pick, put, insert) => {
      const [begin = '', ...rest] = wrapInvitation(sealed).trim().split('\n')
      const end = rest.pop() ?? ''
      const body = rest.join('')
      const at = pick % body.length
      const changed = body.slice(0, at) + put + body.slice(insert ? at : at + 1)
      fc.pre(changed !== body)
      assert.equal(sealedIn([begin, changed, end].join('\n')), 'damaged')
    }),
    { numRuns: 1000 },
  )
})

test('no invitation, half of one and one of a newer format are told apart', () => {
  const text = wrapInvitation(new Uint8Array(100))
  assert.equal(sealedIn('Dear Bob, no invitation yet.'), 'absent')
  assert.equal(sealedIn(text.slice(0, 120)), 'cut short')
  assert.equal(sealedIn(text.replace('INVITATION-1', 'INVITATION-2')), 'too new')
  assert.equal(sealedIn('CENTRAL-OFFICE-INVITATION-1\nCENTRAL-OFFICE-INVITATION-END'), 'damaged')
  assert.equal(sealedIn(text + 'x'.repeat(4_000_000)), 'damaged')
})
