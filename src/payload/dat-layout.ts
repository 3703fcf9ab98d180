import { constants } from 'node:zlib'
import type { PayloadBinding } from './binding.ts'
import { showPayloadNumber } from './file-names.ts'

/** The first 8 bytes of every `.dat`. */
export const magic = Buffer.from('CODAT1\n\0')

/** The secretstream header follows the magic. */
export const headerBytes = 24

/** The first chunk begins here. */
export const chunksStart = magic.length + headerBytes

/**
 * Plain bytes of every chunk but the last, which has 1 to as many. libsodium's WebAssembly seals 360 MiB/s at 64 KiB;
 * larger chunks gain less than a tenth and cost memory.
 */
export const chunkBytes = 64 * 1024

/**
 * Bytes read, packed and unpacked at a time. Each step costs a trip to another thread, so that with pieces as small as the chunks
 * sealing takes twice as long.
 */
const pieceBytes = 1024 * 1024

/** Of a file of so many bytes: small ones need no such memory. */
export const pieceBytesOf = (size: number): number => Math.min(pieceBytes, Math.max(chunkBytes, size))

/** A sealed chunk is longer by the encrypted tag (1 byte) and the authenticator (16 bytes). */
export const sealedChunkBytes = chunkBytes + 17

/**
 * A writer's window is 2 MiB and a reader refuses a larger one: the window is the memory that unpacking takes, and the
 * sender would otherwise choose it.
 */
const windowLog = 21

const LEVEL = 3

/** A day's changes, a few hundred kilobytes: packed in a moment at any level, and every byte goes over a shop's line. */
const SMALL = { bytes: 2 * 1024 * 1024, level: 9 }

/** For `size` bytes to be packed. */
export const compressParams = (size: number) => ({
  [constants.ZSTD_c_compressionLevel]: size <= SMALL.bytes ? SMALL.level : LEVEL,
  [constants.ZSTD_c_checksumFlag]: 1,
  [constants.ZSTD_c_windowLog]: windowLog,
})
export const decompressParams = { [constants.ZSTD_d_windowLogMax]: windowLog }

/**
 * What every chunk is sealed together with, so that it opens as this chunk of this payload and as nothing else. Secretstream
 * already fixes the order of chunks; the index stands here so that the rule can be read off the bytes.
 */
export const associatedData = ({ direction, guid, epoch, number }: PayloadBinding, chunkIndex: number): Buffer =>
  Buffer.from(
    `central-office/1 dat ${direction}\n${guid}\n${epoch}\n${showPayloadNumber(number)}\n${chunkIndex.toString()}\n`,
  )
