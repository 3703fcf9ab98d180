import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import type { PayloadBinding } from './binding.ts'
import { inChunks } from './chunks.ts'
import {
  associatedData,
  chunksStart,
  decompressParams,
  headerBytes,
  magic,
  pieceBytesOf,
  sealedChunkBytes,
} from './dat-layout.ts'
import { datKey } from './keys.ts'
import { damagedAtTheSender, damagedOnTheWay, notAuthentic, tooLarge } from './payload-errors.ts'
import type { SealedPayload } from './seal.ts'
import { openingStream } from './secretstream.ts'
import { writeWholeFile } from './whole-file.ts'

/**
 * Checks `datFile` against what its authentic manifest announces (`expected`), opens the seal, and unpacks into
 * `sqliteFile`, which is there whole or not at all. Streams: memory is bounded whatever the size.
 * Errors: PAYLOAD_DAMAGED (missing, cut short, other bytes than announced; retryable), PAYLOAD_NOT_AUTHENTIC (announced so,
 * but not sealed for this place in this store's stream), PAYLOAD_TOO_LARGE (unpacks to more than announced), DISK_FULL.
 */
export const openPayload = async (
  datFile: string,
  sqliteFile: string,
  storeKey: Uint8Array,
  binding: PayloadBinding,
  expected: SealedPayload,
): Promise<void> => {
  const key = datKey(storeKey, binding.direction)
  const dat = await openDat(datFile, binding)
  try {
    // Before anything is opened, so that damage on the way is never mistaken for a forgery, and is fetched again.
    await checkBytes(dat, binding, expected)
    const header = await readHeader(dat, binding)
    // It stands on the site until it is merged, so that nothing is lost with it.
    await writeWholeFile(sqliteFile, { forced: false }, (file) =>
      pipeline(
        dat.createReadStream({ start: chunksStart, autoClose: false, highWaterMark: pieceBytesOf(expected.size) }),
        (chunks: AsyncIterable<Buffer>) => opened(chunks, key, header, binding),
        createZstdDecompress({ params: decompressParams, chunkSize: pieceBytesOf(expected.unpackedSize) }),
        (unpacked: AsyncIterable<Buffer>) => bounded(unpacked, binding, expected.unpackedSize),
        (source: AsyncIterable<Buffer>) => file.writeFile(source),
      ),
    )
  } catch (error) {
    throw unpackingError(error, binding)
  } finally {
    await dat.close()
  }
}

const openDat = async (datFile: string, binding: PayloadBinding): Promise<FileHandle> => {
  try {
    return await open(datFile, 'r')
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? damagedOnTheWay(binding, 'the file has vanished', error) : error
  }
}

const checkBytes = async (dat: FileHandle, binding: PayloadBinding, expected: SealedPayload): Promise<void> => {
  const { size } = await dat.stat()
  if (size !== expected.size) {
    throw damagedOnTheWay(binding, `it has ${size} bytes where its manifest announces ${expected.size}`)
  }
  const hash = createHash('sha256')
  for await (const piece of dat.createReadStream({ start: 0, autoClose: false, highWaterMark: pieceBytesOf(size) })) {
    hash.update(piece)
  }
  if (hash.digest('hex') !== expected.sha256) {
    throw damagedOnTheWay(binding, 'its SHA-256 is not the one its manifest announces')
  }
}

const readHeader = async (dat: FileHandle, binding: PayloadBinding): Promise<Uint8Array> => {
  const { buffer, bytesRead } = await dat.read(Buffer.alloc(chunksStart), 0, chunksStart, 0)
  if (bytesRead < chunksStart || !buffer.subarray(0, magic.length).equals(magic)) {
    throw notAuthentic(binding, 'the file does not begin as a payload does', { retryable: false })
  }
  return buffer.subarray(magic.length, magic.length + headerBytes)
}

/** The packed bytes inside. Each chunk is authentic before a byte of it is passed on. */
async function* opened(
  chunks: AsyncIterable<Buffer>,
  key: Uint8Array,
  header: Uint8Array,
  binding: PayloadBinding,
): AsyncGenerator<Uint8Array> {
  const stream = await openingStream(key, header)
  try {
    let index = 0
    for await (const { chunk, last } of inChunks(chunks, sealedChunkBytes)) {
      const packed = stream.pull(chunk, associatedData(binding, index++), last)
      if (!packed) {
        throw notAuthentic(binding, 'it was not sealed by its sender for this place in the stream', {
          retryable: false,
        })
      }
      yield packed
    }
  } finally {
    stream.close()
  }
}

/** Stops at the first byte too many: what unpacks to more than its manifest announces never fills the disk. */
async function* bounded(
  unpacked: AsyncIterable<Buffer>,
  binding: PayloadBinding,
  announced: number,
): AsyncGenerator<Buffer> {
  let size = 0
  for await (const piece of unpacked) {
    size += piece.length
    if (size > announced) throw tooLarge(binding, `it unpacks to more than the ${announced} bytes announced`)
    yield piece
  }
  if (size < announced) throw damagedAtTheSender(binding, `it unpacks to ${size} bytes, not the ${announced} announced`)
}

/** Names what zstd objects to; every other error is left as it is. */
const unpackingError = (error: unknown, binding: PayloadBinding): unknown => {
  const code = errorCode(error)
  if (code === 'ZSTD_error_frameParameter_windowTooLarge') {
    return tooLarge(binding, 'unpacking it would take more memory than allowed', error)
  }
  if (code.startsWith('ZSTD_') || code === 'Z_BUF_ERROR') {
    return damagedAtTheSender(binding, 'what is inside cannot be unpacked', error)
  }
  return error
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
