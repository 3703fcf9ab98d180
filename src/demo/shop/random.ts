/** Draws that look random and are the same on every machine for the same beginning. Not for secrets. */
export type Random = {
  /** 0 up to, never reaching, 1; in steps of 2^-32. */
  fraction(): number
  /** A whole number, both ends included. */
  whole(from: number, to: number): number
  /** True with this probability (0 to 1). */
  chance(probability: number): boolean
  /** Throws a RangeError on an empty list. */
  pick<T>(choices: readonly T[]): T
  /** As `pick`, with a liking for the front of the list that falls off as a power law: few are popular, most are rare. */
  pickPopular<T>(choices: readonly T[]): T
  /** About normal: mean 0, nearly always between -1 and 1. */
  bell(): number
  /** That many decimal digits, leading zeros included. */
  digits(count: number): string
  /** The pattern with every `#` replaced by a digit. */
  fillIn(pattern: string): string
  /** A version 4 UUID (RFC 9562) in lower case. */
  uuid(): string
  bytes(count: number): Uint8Array
}

/**
 * Starts a generator from any list of words and numbers. Different lists give unrelated draws, so each customer or part
 * can have a generator of its own, and be drawn again later without keeping it in memory.
 */
export const randomFrom = (...beginning: readonly (string | number)[]): Random => {
  const bits = bitsFrom(JSON.stringify(beginning))
  const fraction = (): number => bits() / 4_294_967_296
  const below = (limit: number): number => Math.floor(fraction() * limit)
  const at = <T>(choices: readonly T[], index: number): T => {
    if (index >= choices.length) throw new RangeError('There is nothing to pick from.')
    return choices[index] as T
  }
  const digits = (count: number): string => {
    let text = ''
    for (let done = 0; done < count; done += 1) text += below(10)
    return text
  }
  const hex = (): string => bits().toString(16).padStart(8, '0')

  return {
    fraction,
    whole: (from, to) => from + below(to - from + 1),
    chance: (probability) => fraction() < probability,
    pick: (choices) => at(choices, below(choices.length)),
    pickPopular: (choices) => at(choices, Math.floor(choices.length * fraction() ** 3)),
    bell: () => (fraction() + fraction() + fraction() + fraction() - 2) / 2,
    digits,
    fillIn: (pattern) => pattern.replaceAll('#', () => digits(1)),
    uuid: () => {
      const [a, b, c, d] = [hex(), hex(), hex(), hex()]
      const variant = '89ab'[below(4)]
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => bits() & 255),
  }
}

/**
 * A stream of unsigned 32-bit numbers after the "small fast counting" scheme (sfc32, in the public domain): four words of
 * state stirred by adding, shifting and rotating, one of them a counter so that no beginning gets stuck in a short cycle.
 */
const bitsFrom = (beginning: string): (() => number) => {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = 0xb7e15162
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let index = 0; index < beginning.length; index += 1) {
    a ^= Math.imul(beginning.charCodeAt(index) + 1, 0x85ebca6b)
    next()
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}
