import { hkdfSync } from 'node:crypto'
import sodium from 'libsodium-wrappers'
import type { PayloadBinding } from '../../src/payload/binding.ts'

await sodium.ready

/**
 * A second writer of `.dat` files, made from docs/PROTOCOL.md alone: it shares no code with src/payload, and seals what
 * that never would (any packed bytes, any division into chunks, any last chunk).
 */
export const datByHand = (
  chunks: Uint8Array[],
  storeKey: Uint8Array,
  { direction, guid, epoch, number }: PayloadBinding,
  lastTag: number = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL,
): Buffer => {
  const key = new Uint8Array(hkdfSync('sha256', storeKey, 'central-office/1', `dat/${direction}`, 32))
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key)
  const nine = String(number).padStart(9, '0')
  const sealed = chunks.map((chunk, index) =>
    sodium.crypto_secretstream_xchacha20poly1305_push(
      state,
      chunk,
      `central-office/1 dat ${direction}\n${guid}\n${epoch}\n${nine}\n${index}\n`,
      index === chunks.length - 1 ? lastTag : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
    ),
  )
  return Buffer.concat([Buffer.from('434f444154310a00', 'hex'), header, ...sealed])
}
