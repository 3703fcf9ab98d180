import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { hasCode } from '../../src/model/errors.ts'
import { openPayload } from '../../src/payload/open.ts'
import { sealPayload } from '../../src/payload/seal.ts'
import { datByHand } from './dat-by-hand.ts'
import { announce, binding, emptyFolder, key, openBytes } from './fixture.ts'

const chunk = 64 * 1024

/** Bytes that do not pack, as many as make `size` with the few that zstd adds. */
const packedTo = (size: number): { content: Buffer; packed: Buffer } => {
  const random = randomBytes(size)
  for (let spared = 0; spared < 30; spared++) {
    const content = random.subarray(spared)
    // An output buffer of any size to spare: one that fills up to the byte makes zstd divide its blocks otherwise.
    const packed = zstdCompressSync(content, { chunkSize: 4 * chunk })
    if (packed.length === size) return { content, packed }
  }
  throw new Error(`no content found that packs to ${size} bytes`)
}

describe('a payload', () => {
  it('comes back byte for byte, whatever its size', async (t) => {
    const folder = await emptyFolder(t)
    const sqliteFile = path.join(folder, 'rows.sqlite')
    const datFile = path.join(folder, 'sealed.dat')
    // Random bytes do not pack, so the packed sizes lie a few bytes above: around the borders of the chunks, too.
    const nearBorders = fc
      .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -40, max: 10 }))
      .map(([chunks, offset]) => Math.max(0, chunks * chunk + offset))
    const anySize = fc.oneof(nearBorders, fc.integer({ min: 0, max: 3 * chunk }))
    await fc.assert(
      fc.asyncProperty(anySize, fc.boolean(), async (size, packs) => {
        const content = packs ? Buffer.alloc(size, 'rows and rows ') : randomBytes(size)
        await writeFile(sqliteFile, content)
        const sealed = await sealPayload(sqliteFile, datFile, key, binding)
        const dat = await readFile(datFile)
        assert.deepEqual(sealed, announce(dat, size))
        assert.ok((await openBytes(folder, dat, sealed)).equals(content))
      }),
      { numRuns: 40 },
    )
  })

  it('written by another program after the protocol opens, with its packed bytes ending on a border of chunks or not', async (t) => {
    const folder = await emptyFolder(t)
    for (const packedSize of [2 * chunk - 1, 2 * chunk, 2 * chunk + 1]) {
      const { content, packed } = packedTo(packedSize)
      const chunks = Array.from({ length: Math.ceil(packed.length / chunk) }, (_, index) =>
        packed.subarray(index * chunk, (index + 1) * chunk),
      )
      const dat = datByHand(chunks, key, binding)
      assert.ok((await openBytes(folder, dat, announce(dat, content.length))).equals(content))
    }
  })

  it('shows nothing of what is inside, and no two sealings are alike', async (t) => {
    const folder = await emptyFolder(t)
    const sqliteFile = path.join(folder, 'rows.sqlite')
    await writeFile(sqliteFile, 'Mrs Archer, 12 Mill Lane')
    const sealings = []
    for (const name of ['one.dat', 'two.dat']) {
      await sealPayload(sqliteFile, path.join(folder, name), key, binding)
      sealings.push(await readFile(path.join(folder, name)))
    }
    assert.ok(sealings.every((dat) => !dat.includes('Archer') && !dat.includes('Mill')))
    assert.ok(!sealings[0]?.subarray(8).includes(sealings[1]?.subarray(8, 40) ?? ''))
  })

  it('replaces the file of an earlier attempt, part of it or whole', async (t) => {
    const folder = await emptyFolder(t)
    const at = (name: string) => path.join(folder, name)
    await writeFile(at('rows.sqlite'), 'rows')
    for (const name of ['rows.dat', 'rows.dat.part', 'back.sqlite', 'back.sqlite.part']) {
      await writeFile(at(name), 'left over from an earlier attempt, and longer')
    }
    const sealed = await sealPayload(at('rows.sqlite'), at('rows.dat'), key, binding)
    await openPayload(at('rows.dat'), at('back.sqlite'), key, binding, sealed)
    assert.equal(await readFile(at('back.sqlite'), 'utf8'), 'rows')
    assert.deepEqual((await readdir(folder)).sort(), ['back.sqlite', 'rows.dat', 'rows.sqlite'])
  })

  it('that cannot be read leaves nothing behind', async (t) => {
    const folder = await emptyFolder(t)
    await assert.rejects(sealPayload(path.join(folder, 'none.sqlite'), path.join(folder, 'a.dat'), key, binding), {
      code: 'ENOENT',
    })
    assert.deepEqual(await readdir(folder), [])
  })

  it('that cannot be named in the end leaves nothing behind', async (t) => {
    const folder = await emptyFolder(t)
    const sqliteFile = path.join(folder, 'rows.sqlite')
    await writeFile(sqliteFile, 'rows')
    // A folder in the place of the file: the rename fails after everything else went well.
    const blocked = path.join(folder, 'blocked')
    await mkdir(path.join(blocked, 'inside'), { recursive: true })
    await assert.rejects(sealPayload(sqliteFile, blocked, key, binding))
    assert.deepEqual((await readdir(folder)).sort(), ['blocked', 'rows.sqlite'])
  })

  it('is not sealed with half a key', async (t) => {
    const folder = await emptyFolder(t)
    await assert.rejects(
      sealPayload(path.join(folder, 'a'), path.join(folder, 'b'), key.subarray(16), binding),
      (error) => hasCode(error, 'STORE_KEY_INVALID'),
    )
  })
})
