import { setTimeout as wait } from 'node:timers/promises'
import type { Bytes } from './effect.ts'
import type { Refusal } from './refusal.ts'

// Each of these stands between the disk and the data connection and hands on what comes, faultily.

/** Ends halfway, after `cut` was called; where the total is not known, halfway the first piece that comes. */
export async function* halfOf(bytes: Bytes, total: number | undefined, cut: () => void): Bytes {
  let left: number | undefined = total === undefined ? undefined : Math.floor(total / 2)
  for await (const chunk of bytes) {
    left ??= Math.floor(chunk.length / 2)
    yield chunk.subarray(0, left)
    left -= Math.min(left, chunk.length)
    if (left === 0) break
  }
  cut()
}

/** Hands on the first `limit` bytes and swallows the others. */
export async function* firstOf(bytes: Bytes, limit: number): Bytes {
  let left = limit
  for await (const chunk of bytes) {
    if (left > 0) yield chunk.subarray(0, left)
    left -= Math.min(left, chunk.length)
  }
}

/** Hands on the first `limit` bytes; the next one is refused. */
export async function* refusedAfter(bytes: Bytes, limit: number, refusal: Refusal): Bytes {
  let left = limit
  for await (const chunk of bytes) {
    if (left > 0) yield chunk.subarray(0, left)
    if (chunk.length > left) throw refusal
    left -= chunk.length
  }
}

/** Hands on the first `limit` bytes, then `cut` is called; the refusal follows a moment later, as with Pure-FTPd over quota. */
export async function* cutThenRefused(bytes: Bytes, limit: number, cut: () => void, refusal: Refusal): Bytes {
  let left = limit
  for await (const chunk of bytes) {
    if (left > 0) yield chunk.subarray(0, left)
    left -= chunk.length
    if (left >= 0) continue
    cut()
    await wait(100)
    throw refusal
  }
}

/** One bit in the middle of the first piece is another. */
export async function* corrupted(bytes: Bytes): Bytes {
  let done = false
  for await (const chunk of bytes) {
    if (done || chunk.length === 0) {
      yield chunk
      continue
    }
    const altered = Buffer.from(chunk)
    const middle = Math.floor(altered.length / 2)
    altered[middle] = (altered[middle] ?? 0) ^ 1
    done = true
    yield altered
  }
}

/** At most `bytesPerSecond`, in pieces of about a twentieth of a second. */
export async function* slowly(bytes: Bytes, bytesPerSecond: number, gone: AbortSignal): Bytes {
  const piece = Math.max(1, Math.floor(bytesPerSecond / 20))
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; from += piece) {
      const part = chunk.subarray(from, from + piece)
      await wait((part.length / bytesPerSecond) * 1000, undefined, { signal: gone })
      yield part
    }
  }
}

/** Calls `early` before the first byte. */
export async function* after(early: () => void, bytes: Bytes): Bytes {
  early()
  yield* bytes
}
