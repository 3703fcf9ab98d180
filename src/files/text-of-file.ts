import { isUtf8 } from 'node:buffer'

/**
 * The text of a file that a person made or saved. PowerShell's `>` and Notepad's "Unicode" write UTF-16, with a mark in front;
 * UTF-8 may have one too. Without a mark, zero bytes at every other place tell UTF-16. Bytes that are none of these are taken as
 * Latin-1, so that what is ASCII in them can be read. Pure.
 */
export function textOfFile(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [first, second] = buffer
  if (first === 0xff && second === 0xfe) return buffer.toString('utf16le', 2)
  if (first === 0xfe && second === 0xff) return bigEndian(buffer.subarray(2))
  if (first !== 0 && second === 0) return buffer.toString('utf16le')
  if (first === 0 && second !== 0 && second !== undefined) return bigEndian(buffer)
  if (!isUtf8(buffer)) return buffer.toString('latin1')
  return buffer.toString('utf8').replace(/^\uFEFF/, '')
}

/** A copy is turned round; half a character at the end, of a file cut short, is left out. */
const bigEndian = (bytes: Buffer): string =>
  Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString('utf16le')
