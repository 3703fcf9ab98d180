/**
 * Cuts a stream into pieces of exactly `size` bytes; the last has 1 to `size`, and says that it is the last. A stream
 * without a byte gives one empty piece. Holds `size` bytes and one piece of the source at a time.
 */
export async function* inChunks(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ chunk: Buffer; last: boolean }> {
  let pending = Buffer.alloc(0)
  for await (const piece of source) {
    pending = Buffer.concat([pending, piece])
    // Strictly more: only what is followed by a byte is known not to be the last.
    let start = 0
    for (; pending.length - start > size; start += size) {
      yield { chunk: pending.subarray(start, start + size), last: false }
    }
    pending = pending.subarray(start)
  }
  yield { chunk: pending, last: true }
}
