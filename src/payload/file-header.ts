import { closeSync, openSync, readSync } from 'node:fs'

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
/** Offsets and values of https://sqlite.org/fileformat.html#the_database_header */
const WRITE_VERSION = 18
const READ_VERSION = 19
const ROLLBACK_JOURNAL = 1
const TEXT_ENCODING = 56
const UTF_8 = 1

/**
 * What keeps a file from being opened at all, told from its first bytes; null where nothing does. A file in WAL mode would
 * have SQLite make files beside it, and text in another encoding cannot be attached to this program's databases.
 */
export function headerFault(file: string): string | null {
  const header = firstBytes(file)
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return 'it is no SQLite file'
  if (header[WRITE_VERSION] !== ROLLBACK_JOURNAL || header[READ_VERSION] !== ROLLBACK_JOURNAL)
    return 'it is a SQLite file of another kind'
  return header.readUInt32BE(TEXT_ENCODING) === UTF_8 ? null : 'its text is not UTF-8'
}

function firstBytes(file: string): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  const handle = openSync(file, 'r')
  try {
    return bytes.subarray(0, readSync(handle, bytes))
  } finally {
    closeSync(handle)
  }
}
