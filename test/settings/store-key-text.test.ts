import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Secret } from '../../src/settings/secret.ts'
import { readStoreKey, storeKeyText } from '../../src/settings/store-key-text.ts'

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 })
const textOf = (bytes: Uint8Array) => storeKeyText(new Secret(bytes))
const plainOf = (bytes: Uint8Array) => textOf(bytes).replaceAll(/[ -]/g, '')
const refused = (text: string, message = /./) =>
  assert.throws(() => readStoreKey(text), { code: 'STORE_KEY_INVALID', message })

test('a store key is 16 groups of 4 without look-alikes, and is read as it was written', () => {
  fc.assert(
    fc.property(keys, (bytes) => {
      assert.match(textOf(bytes), /^(?:[0-9A-HJKMNP-TV-Z]{4}[- ]){15}[0-9A-HJKMNP-TV-Z]{4}$/)
      assert.deepEqual(readStoreKey(textOf(bytes)).reveal(), bytes)
    }),
  )
})

test('keys of nothing but zeros or ones keep their length', () => {
  for (const byte of [0, 255]) {
    const bytes = new Uint8Array(32).fill(byte)
    assert.deepEqual(readStoreKey(textOf(bytes)).reveal(), bytes)
  }
})

test('small letters, look-alikes and any dashes, spaces and line breaks are taken as meant', () => {
  const sloppy = { '0': ['0', 'O', 'o'], '1': ['1', 'I', 'i', 'L', 'l'] } as Record<string, string[]>
  const between = fc.constantFrom('', ' ', '-', '–', '\n', '\r\n  ', '\t', '\u00A0')
  fc.assert(
    fc.property(keys, fc.infiniteStream(fc.nat()), fc.infiniteStream(between), (bytes, picks, gaps) => {
      const pick = () => Number(picks.next().value)
      const typed = [...plainOf(bytes)].map((digit) => {
        const ways = sloppy[digit] ?? [digit, digit.toLowerCase()]
        return `${gaps.next().value}${ways[pick() % ways.length]}`
      })
      assert.deepEqual(readStoreKey(typed.join('')).reveal(), bytes)
    }),
  )
})

test('one wrong digit is noticed, and the four groups to look at are named', () => {
  fc.assert(
    fc.property(keys, fc.nat(63), fc.integer({ min: 1, max: 31 }), (bytes, at, shift) => {
      const plain = plainOf(bytes)
      const wrong = DIGITS.charAt((DIGITS.indexOf(plain.charAt(at)) + shift) % 32)
      const first = Math.floor(at / 16) * 4 + 1
      refused(plain.slice(0, at) + wrong + plain.slice(at + 1), new RegExp(`groups ${first} to ${first + 3}`))
    }),
    { numRuns: 500 },
  )
})

test('two digits or two parts changed over are noticed, and the first four groups to look at are named', () => {
  fc.assert(
    fc.property(keys, fc.constantFrom(1, 16), fc.nat(), fc.nat(), (bytes, size, one, two) => {
      const pieces: string[] = plainOf(bytes).match(new RegExp(`.{${size}}`, 'g')) ?? []
      const [from, to] = [one % pieces.length, two % pieces.length]
      fc.pre(pieces[from] !== pieces[to])
      const swapped = pieces.with(from, pieces[to] ?? '').with(to, pieces[from] ?? '')
      const first = Math.floor((Math.min(from, to) * size) / 16) * 4 + 1
      refused(swapped.join(''), new RegExp(`slip in groups ${first} to ${first + 3}`))
    }),
    { numRuns: 2000 },
  )
})

test('two groups changed over are noticed', () => {
  fc.assert(
    fc.property(keys, fc.nat(15), fc.nat(15), (bytes, from, to) => {
      const groups: string[] = textOf(bytes).split(/[ -]/)
      fc.pre(groups[from] !== groups[to])
      refused(
        groups
          .with(from, groups[to] ?? '')
          .with(to, groups[from] ?? '')
          .join('-'),
      )
    }),
    { numRuns: 500 },
  )
})

test('a text of another length, a group too short and a letter that cannot occur are told', () => {
  const text = textOf(new Uint8Array(32).fill(9))
  refused('', /0 characters, not 64/)
  refused(text.slice(0, -5), /60 characters/)
  refused(`${text}-0000`, /68 characters/)
  refused(text.replace(/^(.{4}-.{4}-.{3})./, '$1'), /group 3 has 3 characters/)
  refused(text.replace(/^(.{4}-.{4}-)./, '$1U'), /group 3 has a character/)
  refused(text.replace(/^./, '😀'), /group 1 has a character/)
})

test('what was typed is not told again in the error', () => {
  const text = textOf(new Uint8Array(32).fill(9))
  for (const wrong of [`${text}0`, `9${text.slice(1)}`, `U${text.slice(1)}`]) {
    assert.throws(
      () => readStoreKey(wrong),
      (error: Error & { hint: string }) => {
        for (const group of text.split(/[ -]/)) assert.ok(!(error.message + error.hint).includes(group))
        return true
      },
    )
  }
})
