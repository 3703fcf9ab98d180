/** What is dropped at most, bytes, and for how long, milliseconds: a body without an end is cut off. */
const MOST = 64 * 1024 * 1024
const PATIENCE = 5_000

/**
 * Reads what is still to come of a request and drops it. Whoever is answered while he sends, and whose connection is closed then, may
 * find it broken before he has read the answer (RFC 9112, 9.6; on Windows always).
 */
export async function dropBody({ body, bodyUsed }: Request): Promise<void> {
  if (body === null || bodyUsed || body.locked) return
  const reader = body.getReader()
  const { promise: late, resolve } = Promise.withResolvers<{ done: true; value?: undefined }>()
  const timer = setTimeout(() => resolve({ done: true }), PATIENCE)
  try {
    for (let bytes = 0; bytes < MOST; ) {
      const { done, value } = await Promise.race([reader.read(), late])
      if (done) return
      bytes += value.length
    }
  } catch {
    // He has gone, and wants no answer.
  } finally {
    clearTimeout(timer)
  }
}
