import sodium, { type StateAddress } from 'libsodium-wrappers'

/**
 * XChaCha20-Poly1305 secretstream of libsodium (doc.libsodium.org, "Encrypted streams and file encryption"), in the two
 * shapes needed here. `close` wipes and frees the stream's state, which the wrapper would keep for the life of the process.
 */
type SealingStream = {
  /** 24 random bytes the reader needs. */
  readonly header: Uint8Array
  push(chunk: Uint8Array, associatedData: Uint8Array, last: boolean): Uint8Array
  close(): void
}
type OpeningStream = {
  /** Null: not authentic, or not marked as the caller expects it (last chunk, or one of those before). */
  pull(sealed: Uint8Array, associatedData: Uint8Array, last: boolean): Uint8Array | null
  close(): void
}

/** `crypto_secretstream_xchacha20poly1305_statebytes()`. */
const stateBytes = 52

/** The raw module behind the wrapper: exported, but missing from its types. There a state is an address in its memory. */
type RawModule = { libsodium: { HEAPU8: Uint8Array; _free(address: number): void } }

const discard = (state: StateAddress): void => {
  const { libsodium } = sodium as unknown as RawModule
  const address = state as unknown as number
  libsodium.HEAPU8.fill(0, address, address + stateBytes)
  libsodium._free(address)
}

const tagOf = (last: boolean): number =>
  last
    ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE

/** `key`: 32 bytes. */
export const sealingStream = async (key: Uint8Array): Promise<SealingStream> => {
  await sodium.ready
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key)
  return {
    header,
    push: (chunk, associatedData, last) =>
      sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, associatedData, tagOf(last)),
    close: () => discard(state),
  }
}

/** `key`: 32 bytes, `header`: 24. */
export const openingStream = async (key: Uint8Array, header: Uint8Array): Promise<OpeningStream> => {
  await sodium.ready
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key)
  return {
    pull: (sealed, associatedData, last) => {
      if (sealed.length < sodium.crypto_secretstream_xchacha20poly1305_ABYTES) return null
      const opened = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, associatedData)
      return opened && opened.tag === tagOf(last) ? opened.message : null
    },
    close: () => discard(state),
  }
}
