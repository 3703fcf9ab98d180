import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type ErrorCode, hasCode } from '../../src/model/errors.ts'
import { MANIFEST_FORMAT, Manifest } from '../../src/model/manifest.ts'
import { manifestKey, storeKey } from '../../src/payload/keys.ts'
import { manifestMaxBytes, mayBeArriving, openManifest, sealManifest } from '../../src/payload/manifest-codec.ts'
import { epoch, guid, key, manifest, networkKey, otherEpoch, otherGuid } from './fixture.ts'

const named = { guid, epoch, number: 42 }
const sealed = sealManifest(manifest, key, 'to-office')
const refused = (use: () => unknown, code: ErrorCode) => assert.throws(use, (error) => hasCode(error, code))

/** What only the holder of the key can write: any line with its true MAC. */
const sealLine = (line: string): Buffer => {
  const mac = createHmac('sha256', manifestKey(key, 'to-office'))
    .update(`central-office/1 manifest to-office\n${line}`)
    .digest('hex')
  return Buffer.from(`${line}\nmac ${mac}\n`)
}

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
const count = fc.maxSafeNat()
const anyManifest = fc
  .record({
    format: fc.constant(MANIFEST_FORMAT),
    epoch: hex(16),
    number: fc.integer({ min: 1, max: 999_999_999 }),
    dat: fc.option(
      fc.record({
        size: fc.integer({ min: 1 }),
        sha256: hex(64),
        unpackedSize: fc.integer({ min: 1 }),
        rows: count,
      }),
    ),
    load: fc.boolean(),
    restart: fc.option(
      fc.record({
        at: count,
        asks: fc.boolean(),
        answers: fc.option(hex(16)),
        applied: fc.record({
          epoch: fc.option(hex(16)),
          number: fc.nat({ max: 999_999_999 }),
          tags: fc.array(hex(16), { maxLength: 50 }),
        }),
        tick: count,
      }),
    ),
    tag: hex(16),
    previous: fc.oneof(hex(16), fc.constant('')),
    acknowledged: fc.record({
      epoch: fc.option(hex(16)),
      number: fc.nat({ max: 999_999_999 }),
      tag: hex(16),
      began: count,
    }),
    over: fc.option(hex(16)),
    refused: fc.option(hex(16)),
    tick: count,
    schemaFingerprint: hex(64),
    replicaSetupVersion: count,
    programVersion: fc.string({ unit: 'binary', maxLength: 50 }).filter((text) => text.length <= 50),
    clock: fc.maxSafeInteger(),
    clockOffset: fc.option(fc.maxSafeInteger()),
    health: fc.record({ heldRows: count, freeDisk: fc.option(count) }),
  })
  .chain((rest) =>
    fc.constantFrom('to-office' as const, 'to-store' as const).map((direction) => {
      const [from, to] = direction === 'to-office' ? [guid, 'office'] : ['office', guid]
      return { direction, manifest: Manifest.parse({ ...rest, from, to }) }
    }),
  )

describe('a manifest', () => {
  it('is seen to be all there, whichever bit was altered; and not to be, as long as some of it has not come', () => {
    fc.assert(
      fc.property(anyManifest, fc.nat(), ({ direction, manifest: one }, at) => {
        const bytes = sealManifest(one, key, direction)
        assert.ok(!mayBeArriving(bytes))
        const altered = Buffer.from(bytes)
        const [byte, bit] = [at % bytes.length, at % 8]
        altered[byte] = Number(altered[byte]) ^ (1 << bit)
        assert.ok(!mayBeArriving(altered))
        assert.ok(mayBeArriving(bytes.subarray(0, at % bytes.length)))
      }),
    )
    for (let length = 0; length < sealed.length; length++) assert.ok(mayBeArriving(sealed.subarray(0, length)))
  })

  it('comes back as it was sealed', () => {
    fc.assert(
      fc.property(anyManifest, ({ direction, manifest: one }) => {
        const bytes = sealManifest(one, key, direction)
        assert.ok(bytes.length <= manifestMaxBytes)
        assert.deepEqual(openManifest(bytes, key, direction, { guid, epoch: one.epoch, number: one.number }), one)
      }),
    )
  })

  it('has one line of JSON in the order of the schema, without spaces, whatever order it was given in', () => {
    const backwards = (value: unknown): unknown =>
      value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, inner]) => [name, backwards(inner)]),
          )
        : value
    assert.deepEqual(sealManifest(backwards(manifest) as Manifest, key, 'to-office'), sealed)
    const [line, mac, rest] = sealed.toString().split('\n')
    assert.ok(
      line?.startsWith(
        `{"format":${MANIFEST_FORMAT},"from":"${guid}","to":"office","epoch":"${epoch}","number":42,"tag":"`,
      ),
    )
    assert.match(mac ?? '', /^mac [0-9a-f]{64}$/)
    assert.equal(rest, '')
  })

  it('is refused after any change of a single byte', () => {
    for (let at = 0; at < sealed.length; at++) {
      for (const bit of [0x01, 0x20, 0x80]) {
        const altered = Buffer.from(sealed)
        altered.writeUInt8((altered[at] ?? 0) ^ bit, at)
        refused(() => openManifest(altered, key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
      }
    }
  })

  it('is refused cut short at any byte, or with anything added', () => {
    for (let length = 0; length < sealed.length; length++) {
      refused(() => openManifest(sealed.subarray(0, length), key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
    }
    for (const added of ['\n', ' ', '\0', 'x', sealed.toString()]) {
      const before = Buffer.concat([Buffer.from(added), sealed])
      const after = Buffer.concat([sealed, Buffer.from(added)])
      refused(() => openManifest(before, key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
      refused(() => openManifest(after, key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
    }
  })

  it('is refused with the key of another store or network, and in the other direction', () => {
    const otherStore = storeKey(networkKey, otherGuid)
    refused(() => openManifest(sealed, otherStore, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
    refused(() => openManifest(sealed, storeKey(Buffer.alloc(32), guid), 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
    refused(() => openManifest(sealed, key, 'to-store', named), 'PAYLOAD_NOT_AUTHENTIC')
  })

  it('is refused under another name', () => {
    for (const other of [
      { ...named, number: 41 },
      { ...named, epoch: otherEpoch },
      { ...named, guid: otherGuid },
    ]) {
      refused(() => openManifest(sealed, key, 'to-office', other), 'PAYLOAD_NOT_AUTHENTIC')
    }
    const turned = sealManifest({ ...manifest, from: 'office', to: guid }, key, 'to-office')
    refused(() => openManifest(turned, key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
  })

  it('of a format before this one asks for an update of its sender, and is not called damaged', () => {
    const { began: _, ...acknowledged } = manifest.acknowledged
    const { refused: __, ...older } = { ...manifest, format: 1, acknowledged }
    refused(() => openManifest(sealLine(JSON.stringify(older)), key, 'to-office', named), 'PAYLOAD_TOO_OLD')
  })

  it('of a newer format asks for an update, but only if it is authentic', () => {
    const line = JSON.stringify({ ...manifest, format: MANIFEST_FORMAT + 1, novelty: { any: 'thing' } })
    refused(() => openManifest(sealLine(line), key, 'to-office', named), 'PAYLOAD_TOO_NEW')
    const forged = Buffer.from(`${line}\nmac ${'0'.repeat(64)}\n`)
    refused(() => openManifest(forged, key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
  })

  it('that is authentic and yet no manifest is called damaged', () => {
    const { tick: _, ...withoutTick } = manifest
    for (const line of [
      '',
      '{',
      'null',
      '[]',
      JSON.stringify({ ...manifest, format: 0 }),
      JSON.stringify({ ...manifest, extra: 1 }),
      JSON.stringify(withoutTick),
      JSON.stringify({ ...manifest, number: -1 }),
      JSON.stringify({ ...manifest, clock: 0 }).replace('"clock":0', '"clock":-0'),
    ]) {
      refused(() => openManifest(sealLine(line), key, 'to-office', named), 'PAYLOAD_DAMAGED')
    }
  })

  it('beyond 64 KiB is refused unread', () => {
    const long = sealLine(
      JSON.stringify({ ...manifest, format: MANIFEST_FORMAT + 1, padding: 'x'.repeat(manifestMaxBytes) }),
    )
    refused(() => openManifest(long, key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
  })

  it('never makes the reader throw anything but its own errors', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        refused(() => openManifest(bytes, key, 'to-office', named), 'PAYLOAD_NOT_AUTHENTIC')
      }),
    )
    fc.assert(
      fc.property(fc.json(), (line) => {
        assert.throws(
          () => openManifest(sealLine(line), key, 'to-office', named),
          (error) => hasCode(error, 'PAYLOAD_DAMAGED', 'PAYLOAD_TOO_NEW', 'PAYLOAD_TOO_OLD'),
        )
      }),
    )
  })
})
