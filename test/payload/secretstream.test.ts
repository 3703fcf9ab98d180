import assert from 'node:assert/strict'
import { it } from 'node:test'
import sodium from 'libsodium-wrappers'
import { openingStream, sealingStream } from '../../src/payload/secretstream.ts'

it('streams that were closed take no memory, however many payloads a process seals and opens', async () => {
  const key = Buffer.alloc(32, 1)
  const memory = () => (sodium as unknown as { libsodium: { HEAPU8: Uint8Array } }).libsodium.HEAPU8.length
  await sodium.ready
  const before = memory()
  for (let count = 0; count < 50_000; count++) {
    const sealing = await sealingStream(key)
    const opening = await openingStream(key, sealing.header)
    sealing.close()
    opening.close()
  }
  assert.equal(memory(), before)
})
