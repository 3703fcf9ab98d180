import assert from 'node:assert/strict'
import { it } from 'node:test'
import sodium from 'libsodium-wrappers'
import { openingStream, sealingStream } from '../../src/payload/secretstream.ts'

type RawModule = { libsodium: { _malloc(bytes: number): number; _free(address: number): void } }

/** Where the next state would stand. It moves up when what stood there before was never given back. */
const nextAddress = (): number => {
  const { libsodium } = sodium as unknown as RawModule
  const address = libsodium._malloc(52)
  libsodium._free(address)
  return address
}

it('streams that were closed take no memory, however many payloads a process seals and opens', async () => {
  const key = Buffer.alloc(32, 1)
  await sodium.ready
  const before = nextAddress()
  for (let count = 0; count < 100; count++) {
    const sealing = await sealingStream(key)
    const opening = await openingStream(key, sealing.header)
    sealing.close()
    opening.close()
  }
  assert.equal(nextAddress(), before)
})
