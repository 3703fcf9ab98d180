import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, zstdCompressSync } from 'node:zlib'
import type { Random } from '../../../src/demo/shop/random.ts'
import { openPayload } from '../../../src/payload/open.ts'
import { datByHand } from '../../payload/dat-by-hand.ts'
import { announce, binding, key } from '../../payload/fixture.ts'
import { mutateBytes } from '../mutate.ts'
import type { Target, Verdict } from '../target.ts'

const CHUNK = 64 * 1024

/** Contents that pack to nothing, to one chunk, to several. */
const contents = [
  Buffer.from('Central Office\n'),
  Buffer.alloc(3_000_000),
  Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i * 31 + (i >> 5)) & 255)),
]

const packed = (content: Buffer, windowLog = 21): Buffer =>
  zstdCompressSync(content, {
    params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_windowLog]: windowLog },
  })

const inChunks = (bytes: Buffer): Buffer[] =>
  Array.from({ length: Math.max(1, Math.ceil(bytes.length / CHUNK)) }, (_, i) =>
    bytes.subarray(i * CHUNK, (i + 1) * CHUNK),
  )

const HEAD = 8
/** What the manifest announces as the size inside (8 bytes), then the `.dat`. */
const inputOf = (unpackedSize: number, dat: Uint8Array): Buffer => {
  const head = Buffer.alloc(HEAD)
  head.writeDoubleLE(unpackedSize)
  return Buffer.concat([head, dat])
}

const announced = (random: Random, content: Buffer): number =>
  random.chance(0.6) ? content.length : random.pick([1, content.length - 1, content.length + 1, 2 ** 53 - 1, 4096])

/**
 * Files altered on the site under a manifest that announces them as they are, and files of a hostile store sealed with its own
 * key: any packed bytes, any division into chunks, any last tag, any announcement.
 */
export const sealedFiles: Target = {
  name: 'sealed',
  codes: ['PAYLOAD_NOT_AUTHENTIC', 'PAYLOAD_DAMAGED', 'PAYLOAD_TOO_LARGE'],
  smoke: 120,
  prepare: async (folder) => {
    const dat = join(folder, 'received.dat')
    const target = join(folder, 'opened.payload')
    const frames = contents.map((content) => packed(content))
    const genuine = frames.map((frame) => datByHand(inChunks(frame), key, binding))
    const sealedByStore = (random: Random): Buffer => {
      const at = random.whole(0, contents.length - 1)
      const frame = random.chance(0.1) ? packed(contents[at] as Buffer, random.whole(10, 27)) : (frames[at] as Buffer)
      const bytes = random.chance(0.8) ? mutateBytes(random, frame, random.pick(frames)) : frame
      const chunks = inChunks(bytes)
      if (random.chance(0.1)) chunks.push(Buffer.alloc(random.whole(0, 3)))
      const tag = random.chance(0.9) ? 3 : random.whole(0, 2)
      return inputOf(announced(random, contents[at] as Buffer), datByHand(chunks, key, binding, tag))
    }
    const alteredOnSite = (random: Random): Buffer => {
      const at = random.whole(0, genuine.length - 1)
      const altered = mutateBytes(random, genuine[at] as Buffer, random.pick(genuine))
      return inputOf(announced(random, contents[at] as Buffer), altered)
    }
    return {
      make: (random) => (random.chance(0.4) ? alteredOnSite(random) : sealedByStore(random)),
      run: async (input): Promise<Verdict> => {
        const bytes = Buffer.from(input)
        const unpackedSize = bytes.readDoubleLE(0)
        writeFileSync(dat, bytes.subarray(HEAD))
        rmSync(target, { force: true })
        try {
          await openPayload(dat, target, key, binding, announce(bytes.subarray(HEAD), unpackedSize))
        } catch (error) {
          assert.equal(existsSync(target), false)
          assert.deepEqual(readdirSync(folder), ['received.dat'])
          throw error
        }
        const opened = readFileSync(target)
        assert.equal(opened.length, unpackedSize)
        return 'accepted'
      },
    }
  },
}
