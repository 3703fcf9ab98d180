import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Direction, Epoch, Guid } from '../../src/model/ids.ts'
import { folderOf, parsePayloadName, payloadPath } from '../../src/payload/file-names.ts'
import { epoch, guid } from './fixture.ts'

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
const anyGuid = fc.uuid().map((text) => Guid.parse(text.toLowerCase()))
const anyEpoch = hex(16).map((text) => Epoch.parse(text))
const anyNumber = fc.integer({ min: 1, max: 999_999_999 })
const anyKind = fc.constantFrom('dat' as const, 'manifest' as const)
const anyDirection = fc.constantFrom<Direction>('to-office', 'to-store')
const lastPart = (path: string) => path.slice(path.lastIndexOf('/') + 1)

describe('names of payload files', () => {
  it('are what the protocol says', () => {
    assert.equal(payloadPath('to-office', guid, epoch, 42, 'dat'), `to-office/${guid}.0123456789abcdef.000000042.dat`)
    assert.equal(
      payloadPath('to-store', guid, epoch, 999_999_999, 'manifest'),
      `to-store/${guid}/0123456789abcdef.999999999.manifest`,
    )
    assert.equal(folderOf('to-office', guid), 'to-office')
    assert.equal(folderOf('to-store', guid), `to-store/${guid}`)
  })

  it('tell what they were made of, whatever case the site gives them', () => {
    fc.assert(
      fc.property(anyDirection, anyGuid, anyEpoch, anyNumber, anyKind, (direction, of, life, number, kind) => {
        const name = lastPart(payloadPath(direction, of, life, number, kind))
        const parsed =
          direction === 'to-office' ? { guid: of, epoch: life, number, kind } : { epoch: life, number, kind }
        assert.deepEqual(parsePayloadName(direction, name), parsed)
        assert.deepEqual(parsePayloadName(direction, name.toUpperCase()), parsed)
      }),
    )
  })

  it('sort in the order of their numbers', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (one, two) => {
        const [a, b] = [one, two].map((number) => payloadPath('to-store', guid, epoch, number, 'dat'))
        assert.equal((a as string) < (b as string), one < two)
      }),
    )
  })

  const upward = `${guid}.${epoch}.000000042.dat`
  const downward = `${epoch}.000000042.dat`
  const hostile = [
    '',
    '.',
    '..',
    '../x',
    `../${upward}`,
    `to-office/${upward}`,
    `..\\${upward}`,
    'CON',
    'NUL.dat',
    `${upward}\0`,
    `${upward}\n`,
    `\n${upward}`,
    ` ${upward}`,
    `${upward} `,
    `${upward}.`,
    `${upward}:stream`,
    `${upward}.part`,
    `${upward};1`,
    upward.replace('.dat', '.exe'),
    upward.replace('.dat', ''),
    upward.replace('000000042', '42'),
    upward.replace('000000042', '0000000042'),
    upward.replace('000000042', '-00000042'),
    upward.replace('000000042', '0000000x2'),
    upward.replace('000000042', '٠٠٠٠٠٠٠٤٢'),
    upward.replace('000000042', '000000000'),
    upward.replace('0123456789abcdef', '0123456789abcdeg'),
    upward.replace('0123456789abcdef', '0123456789abcde'),
    upward.replaceAll('-', ''),
    upward.replaceAll('-', '−'),
    upward.replace('.', '\u2024'),
    upward.replace('a', 'а'),
    upward.replace('.dat', '.manıfest'),
    upward.replace('.dat', '.manifeſt'),
    upward.replace('.dat', '.MANİFEST'),
    upward.replace('.dat', '.manifest\u0301'),
    'a'.repeat(100_000),
    upward.repeat(1000),
    '%2e%2e%2f',
  ]
  for (const name of hostile) {
    it(`take nothing else: ${JSON.stringify(name.slice(0, 90))}`, () => {
      assert.equal(parsePayloadName('to-office', name), null)
      assert.equal(parsePayloadName('to-store', name), null)
    })
  }

  it('of one direction are no names in the other', () => {
    assert.equal(parsePayloadName('to-store', upward), null)
    assert.equal(parsePayloadName('to-office', downward), null)
  })

  it('never make the parser throw, and what it takes leads back to the same name', () => {
    const nearly = fc
      .tuple(fc.constantFrom(upward, downward), fc.nat({ max: 80 }), fc.string({ unit: 'binary', maxLength: 3 }))
      .map(([name, at, text]) => name.slice(0, at) + text + name.slice(at + 1))
    const anyName = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string(), nearly)
    fc.assert(
      fc.property(anyDirection, anyName, (direction, name) => {
        const parsed = parsePayloadName(direction, name)
        if (!parsed) return
        const path = payloadPath(direction, parsed.guid ?? guid, parsed.epoch, parsed.number, parsed.kind)
        assert.equal(lastPart(path), name.toLowerCase())
      }),
      { numRuns: 2000 },
    )
  })

  it('are never built from parts that were not parsed', () => {
    const unparsed = '../../etc' as Guid
    assert.throws(() => folderOf('to-store', unparsed))
    assert.throws(() => payloadPath('to-office', unparsed, epoch, 1, 'dat'))
    assert.throws(() => payloadPath('to-store', guid, '..' as Epoch, 1, 'dat'))
    for (const number of [0, -1, 1.5, Number.NaN, 1_000_000_000]) {
      assert.throws(() => payloadPath('to-store', guid, epoch, number, 'dat'))
    }
  })
})
