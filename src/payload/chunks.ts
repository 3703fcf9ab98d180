/**
 * Cuts a stream into pieces of exactly `size` bytes; the last has 1 to `size`, and says that it is the last. A stream
 * without a byte gives one empty piece. Every piece stands in the same memory: it holds until the next is asked for.
 */
export async function* inChunks(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ chunk: Buffer; last: boolean }> {
  const chunk = Buffer.alloc(size)
  let filled = 0
  for await (const piece of source) {
    for (let start = 0; start < piece.length; ) {
      // Only here, with a byte more at hand, is a full chunk known not to be the last.
      if (filled === size) {
        yield { chunk, last: false }
        filled = 0
      }
      const taken = piece.subarray(start, start + size - filled)
      chunk.set(taken, filled)
      filled += taken.length
      start += taken.length
    }
  }
  yield { chunk: chunk.subarray(0, filled), last: true }
}
