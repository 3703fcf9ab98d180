import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { constants, zstdCompressSync } from 'node:zlib'
import sodium from 'libsodium-wrappers'
import { type ErrorCode, hasCode } from '../../src/model/errors.ts'
import type { PayloadBinding } from '../../src/payload/binding.ts'
import { storeKey } from '../../src/payload/keys.ts'
import { openPayload } from '../../src/payload/open.ts'
import { type SealedPayload, sealPayload } from '../../src/payload/seal.ts'
import { datByHand } from './dat-by-hand.ts'
import { announce, binding, emptyFolder, key, networkKey, openBytes, otherEpoch, otherGuid } from './fixture.ts'

const preamble = 32
const sealedChunk = 64 * 1024 + 17

type Opening = { dat: Uint8Array; expected: SealedPayload; key?: Uint8Array; binding?: PayloadBinding }

/** Opening fails with `code` and leaves neither a file nor a part of one. */
const refused = async (folder: string, { dat, expected, ...of }: Opening, code: ErrorCode, why?: string) => {
  await assert.rejects(openBytes(folder, dat, expected, of), (error) => hasCode(error, code), why)
  assert.deepEqual(await readdir(folder), ['received.dat'], why)
}

/** A sealed payload of `size` bytes that do not pack, in a folder that holds nothing else. */
const sealedRandom = async (t: TestContext, size: number, of: PayloadBinding = binding) => {
  const folder = await emptyFolder(t)
  const sqliteFile = path.join(folder, 'rows.sqlite')
  const datFile = path.join(folder, 'rows.dat')
  await writeFile(sqliteFile, randomBytes(size))
  const expected = await sealPayload(sqliteFile, datFile, key, of)
  const dat = await readFile(datFile)
  await Promise.all([rm(sqliteFile), rm(datFile)])
  return { folder, dat, expected }
}

const chunksOf = (dat: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil((dat.length - preamble) / sealedChunk) }, (_, index) =>
    dat.subarray(preamble + index * sealedChunk, preamble + (index + 1) * sealedChunk),
  )

describe('opening a payload refuses', () => {
  it('any change of a single byte: as damage if the manifest is genuine, as forgery if that was forged too', async (t) => {
    const { folder, dat, expected } = await sealedRandom(t, 20)
    for (let at = 0; at < dat.length; at++) {
      const altered = Buffer.from(dat)
      altered.writeUInt8((altered[at] ?? 0) ^ (1 << (at % 8)), at)
      await refused(folder, { dat: altered, expected }, 'PAYLOAD_DAMAGED', `byte ${at}`)
      const forged = { dat: altered, expected: announce(altered, 20) }
      await refused(folder, forged, 'PAYLOAD_NOT_AUTHENTIC', `byte ${at}, announced`)
    }
  })

  it('a file cut short at any border of chunks, or inside of one', async (t) => {
    const size = 200_000
    const { folder, dat, expected } = await sealedRandom(t, size)
    const borders = chunksOf(dat).map((_, index) => preamble + index * sealedChunk)
    assert.equal(borders.length, 4)
    for (const length of [0, 1, 8, 31, ...borders, ...borders.map((at) => at + 16), dat.length - 1]) {
      const cut = dat.subarray(0, length)
      await refused(folder, { dat: cut, expected }, 'PAYLOAD_DAMAGED', `${length} bytes`)
      await refused(folder, { dat: cut, expected: announce(cut, size) }, 'PAYLOAD_NOT_AUTHENTIC', `${length} bytes`)
    }
  })

  it('a file of another size with a message that says both sizes', async (t) => {
    const folder = await emptyFolder(t)
    await assert.rejects(openBytes(folder, Buffer.alloc(10), announce(Buffer.alloc(12), 1)), {
      message: /has 10 bytes where its manifest announces 12/,
    })
  })

  it('chunks swapped, doubled, left out, added or taken from another payload', async (t) => {
    const size = 200_000
    const { folder, dat } = await sealedRandom(t, size)
    const other = await sealedRandom(t, size)
    const [a, b, c, last] = chunksOf(dat) as [Buffer, Buffer, Buffer, Buffer]
    const [otherA, , , otherLast] = chunksOf(other.dat) as [Buffer, Buffer, Buffer, Buffer]
    const arrangements = {
      swapped: [b, a, c, last],
      doubled: [a, a, b, c, last],
      'left out': [a, c, last],
      'first left out': [b, c, last],
      'first of another': [otherA, b, c, last],
      'last of another': [a, b, c, otherLast],
      'last twice': [a, b, c, last, last],
      'a byte more': [a, b, c, last, Buffer.from([0])],
      'as many bytes more as fill the chunk': [a, b, c, last, Buffer.alloc(sealedChunk - last.length)],
      'a payload more': [a, b, c, last, other.dat],
      'none at all': [],
    }
    for (const [name, chunks] of Object.entries(arrangements)) {
      const forged = Buffer.concat([dat.subarray(0, preamble), ...chunks])
      await refused(folder, { dat: forged, expected: announce(forged, size) }, 'PAYLOAD_NOT_AUTHENTIC', name)
    }
    const otherHeader = Buffer.concat([other.dat.subarray(0, preamble), a, b, c, last])
    await refused(folder, { dat: otherHeader, expected: announce(otherHeader, size) }, 'PAYLOAD_NOT_AUTHENTIC')
  })

  it('the payload of another store, direction, epoch or number', async (t) => {
    const { folder, dat, expected } = await sealedRandom(t, 1000)
    const otherStore = storeKey(networkKey, otherGuid)
    await refused(folder, { dat, expected, key: otherStore }, 'PAYLOAD_NOT_AUTHENTIC')
    for (const changed of [
      { guid: otherGuid },
      { direction: 'to-store' as const },
      { epoch: otherEpoch },
      { number: 41 },
      { number: 43 },
    ]) {
      const elsewhere = { dat, expected, binding: { ...binding, ...changed } }
      await refused(folder, elsewhere, 'PAYLOAD_NOT_AUTHENTIC', JSON.stringify(changed))
    }
  })

  it('what unpacks to more than announced, at once', async (t) => {
    const folder = await emptyFolder(t)
    const bomb = datByHand([zstdCompressSync(Buffer.alloc(64 * 1024 * 1024))], key, binding)
    assert.ok(bomb.length < 20_000)
    for (const unpackedSize of [1, 4096, 64 * 1024 * 1024 - 1]) {
      await refused(folder, { dat: bomb, expected: announce(bomb, unpackedSize) }, 'PAYLOAD_TOO_LARGE')
    }
  })

  it('what asks for more memory to unpack than the protocol allows', async (t) => {
    const folder = await emptyFolder(t)
    const content = Buffer.alloc(5 * 1024 * 1024)
    const wide = zstdCompressSync(content, { params: { [constants.ZSTD_c_windowLog]: 22 } })
    const dat = datByHand([wide], key, binding)
    await refused(folder, { dat, expected: announce(dat, content.length) }, 'PAYLOAD_TOO_LARGE')
  })

  it('what is sealed truly and is still not sound inside', async (t) => {
    const folder = await emptyFolder(t)
    const content = Buffer.from('Central Office\n')
    const packed = zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
    const badChecksum = Buffer.from(packed)
    badChecksum.writeUInt8((badChecksum.at(-1) ?? 0) ^ 1, packed.length - 1)
    const cases: [string, Uint8Array, number][] = [
      ['not zstd', content, content.length],
      ['nothing', Buffer.alloc(0), content.length],
      ['cut short before sealing', packed.subarray(0, -6), content.length],
      ['wrong checksum', badChecksum, content.length],
      ['less than announced', packed, content.length + 1],
    ]
    for (const [name, inside, unpackedSize] of cases) {
      const dat = datByHand([inside], key, binding)
      await refused(folder, { dat, expected: announce(dat, unpackedSize) }, 'PAYLOAD_DAMAGED', name)
    }
  })

  it('a last chunk that is not marked as the last', async (t) => {
    const folder = await emptyFolder(t)
    const packed = zstdCompressSync(randomBytes(100))
    for (const tag of [
      sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
      sodium.crypto_secretstream_xchacha20poly1305_TAG_PUSH,
      sodium.crypto_secretstream_xchacha20poly1305_TAG_REKEY,
    ]) {
      const dat = datByHand([packed], key, binding, tag)
      await refused(folder, { dat, expected: announce(dat, 100) }, 'PAYLOAD_NOT_AUTHENTIC', `tag ${tag}`)
    }
  })

  it('chunks divided in another way than the protocol says', async (t) => {
    const folder = await emptyFolder(t)
    const packed = zstdCompressSync(randomBytes(1000))
    const dat = datByHand([packed.subarray(0, 500), packed.subarray(500)], key, binding)
    await refused(folder, { dat, expected: announce(dat, 1000) }, 'PAYLOAD_NOT_AUTHENTIC')
  })

  it('a file that has vanished, as something to fetch again', async (t) => {
    const { folder, expected } = await sealedRandom(t, 10)
    await assert.rejects(
      openPayload(path.join(folder, 'gone.dat'), path.join(folder, 'opened.sqlite'), key, binding, expected),
      (error) => hasCode(error, 'PAYLOAD_DAMAGED') && error.retryable,
    )
    assert.deepEqual(await readdir(folder), [])
  })
})
