import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress } from 'node:zlib'
import type { PayloadBinding } from './binding.ts'
import { inChunks } from './chunks.ts'
import { associatedData, chunkBytes, compressParams, magic, pieceBytesOf } from './dat-layout.ts'
import { datKey } from './keys.ts'
import { sealingStream } from './secretstream.ts'
import { writeWholeFile } from './whole-file.ts'

/** What the manifest announces of a `.dat`. Sizes in bytes, SHA-256 in 64 lower-case hex digits. */
export type SealedPayload = { size: number; sha256: string; unpackedSize: number }

/**
 * Packs (zstd) and seals (secretstream) `sqliteFile` into `datFile`, for one place in one store's stream. Streams: memory
 * is bounded whatever the size. `datFile` is there whole and on disk, or not at all.
 * Errors: DISK_FULL, STORE_KEY_INVALID; an unreadable `sqliteFile` gives the system's own error.
 */
export const sealPayload = async (
  sqliteFile: string,
  datFile: string,
  storeKey: Uint8Array,
  binding: PayloadBinding,
): Promise<SealedPayload> => {
  const key = datKey(storeKey, binding.direction)
  const hash = createHash('sha256')
  const { size: toPack } = await stat(sqliteFile)
  const pieceBytes = pieceBytesOf(toPack)
  let size = 0
  let unpackedSize = 0

  await writeWholeFile(datFile, { forced: true }, (file) =>
    pipeline(
      createReadStream(sqliteFile, { highWaterMark: pieceBytes }),
      async function* countUnpacked(source: AsyncIterable<Buffer>) {
        for await (const piece of source) {
          unpackedSize += piece.length
          yield piece
        }
      },
      createZstdCompress({ params: compressParams(toPack), chunkSize: pieceBytes, pledgedSrcSize: toPack }),
      (packed: AsyncIterable<Buffer>) => sealed(packed, key, binding),
      async function* measure(source: AsyncIterable<Uint8Array>) {
        for await (const piece of source) {
          size += piece.length
          hash.update(piece)
          yield piece
        }
      },
      (source: AsyncIterable<Uint8Array>) => file.writeFile(source),
    ),
  )
  return { size, sha256: hash.digest('hex'), unpackedSize }
}

/** The bytes of a `.dat`: magic, header, chunks. */
async function* sealed(
  packed: AsyncIterable<Buffer>,
  key: Uint8Array,
  binding: PayloadBinding,
): AsyncGenerator<Uint8Array> {
  const stream = await sealingStream(key)
  try {
    yield magic
    yield stream.header
    let index = 0
    for await (const { chunk, last } of inChunks(packed, chunkBytes)) {
      yield stream.push(chunk, associatedData(binding, index++), last)
    }
  } finally {
    stream.close()
  }
}
