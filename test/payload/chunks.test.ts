import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { inChunks } from '../../src/payload/chunks.ts'

async function* streamOf(pieces: Uint8Array[]) {
  yield* pieces
}

describe('cutting a stream into chunks', () => {
  it('gives full chunks and one last of 1 byte or more, however the stream comes in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 20 })),
        fc.integer({ min: 1, max: 9 }),
        async (pieces, size) => {
          const cut: { chunk: Buffer; last: boolean }[] = []
          for await (const { chunk, last } of inChunks(streamOf(pieces), size))
            cut.push({ chunk: Buffer.from(chunk), last })
          const whole = Buffer.concat(pieces)
          assert.deepEqual(Buffer.concat(cut.map(({ chunk }) => chunk)), whole)
          assert.equal(cut.length, Math.max(1, Math.ceil(whole.length / size)))
          assert.ok(cut.slice(0, -1).every(({ chunk, last }) => chunk.length === size && !last))
          assert.equal(cut.at(-1)?.last, true)
        },
      ),
    )
  })
})
