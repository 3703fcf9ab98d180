import type { Random } from '../../src/demo/shop/random.ts'

/** No input grows beyond this, bytes. */
const LARGEST = 256 * 1024

const integers = [0, 1, 2, 7, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xffffffff]

/** Numbers as text at which parsers stumble. */
export const strangeNumbers = [
  '0',
  '-0',
  '-1',
  '00',
  '1e308',
  '1e309',
  '1e-7',
  '0.1',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740992',
  '-9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '99999999999999999999999999',
  '9'.repeat(400),
  'NaN',
  'Infinity',
  '0x10',
  '٣',
]

/** Pieces of text that mean something to somebody. */
export const strangeTexts = [
  '',
  ' ',
  '..',
  '../',
  '/',
  '\\',
  '..\\..\\',
  '\0',
  '\n',
  '\r\n',
  '\t',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '\udc00',
  'İ',
  'ſ',
  'K',
  'e\u0301',
  '💥',
  '%00',
  '%s%n',
  '$(id)',
  "';--",
  '"',
  '`',
  'con',
  'NUL.dat',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'x'.repeat(5000),
]

type ByteChange = (random: Random, bytes: Buffer, other: Buffer) => Buffer

const someRange = (random: Random, length: number): [number, number] => {
  const from = random.whole(0, length)
  return [from, Math.min(length, from + (random.chance(0.8) ? random.whole(0, 16) : random.whole(0, length)))]
}

const written = (bytes: Buffer, at: number, value: number, width: number, little: boolean): Buffer => {
  const copy = Buffer.from(bytes)
  for (let i = 0; i < width && at + i < copy.length; i++)
    copy[at + (little ? i : width - 1 - i)] = i > 3 ? 0 : (value >>> (8 * i)) & 255
  return copy
}

const byteChanges: ByteChange[] = [
  (random, bytes) => {
    const copy = Buffer.from(bytes)
    const at = random.whole(0, Math.max(0, copy.length - 1))
    if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.whole(0, 7))
    return copy
  },
  (random, bytes) => {
    const copy = Buffer.from(bytes)
    if (copy.length > 0)
      copy[random.whole(0, copy.length - 1)] = random.pick([0, 1, 10, 13, 32, 34, 127, 128, 192, 255])
    return copy
  },
  (random, bytes) =>
    written(bytes, random.whole(0, bytes.length), random.pick(integers), random.pick([1, 2, 4, 8]), random.chance(0.5)),
  (random, bytes) => bytes.subarray(0, random.whole(0, bytes.length)),
  (random, bytes) => bytes.subarray(random.whole(0, Math.min(64, bytes.length))),
  (random, bytes) => {
    const [from, to] = someRange(random, bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  (random, bytes) => {
    const [from, to] = someRange(random, bytes.length)
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)])
  },
  (random, bytes) => {
    const at = random.whole(0, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), random.bytes(random.whole(1, 40)), bytes.subarray(at)])
  },
  (random, bytes, other) =>
    Buffer.concat([bytes.subarray(0, random.whole(0, bytes.length)), other.subarray(random.whole(0, other.length))]),
  (random, bytes) => {
    const [from, to] = someRange(random, bytes.length)
    const copy = Buffer.from(bytes)
    copy.fill(random.pick([0, 255, 32, 48]), from, to)
    return copy
  },
]

/** One to four changes of the bytes: bits, extremes, pieces cut, doubled, put in, or taken from `other`. */
export function mutateBytes(random: Random, bytes: Uint8Array, other: Uint8Array = bytes): Buffer {
  let changed = Buffer.from(bytes)
  for (let left = random.whole(1, 4); left > 0; left--)
    changed = Buffer.from(random.pick(byteChanges)(random, changed, Buffer.from(other)))
  return changed.subarray(0, LARGEST)
}

type TextChange = (random: Random, text: string, words: readonly string[]) => string

const replaceOne = (random: Random, text: string, pattern: RegExp, by: (found: string) => string): string => {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const one = random.pick(found)
  return text.slice(0, one.index) + by(one[0]) + text.slice(one.index + one[0].length)
}

const textChanges: TextChange[] = [
  (random, text) => {
    const at = random.whole(0, text.length)
    return text.slice(0, at) + random.pick(strangeTexts) + text.slice(at)
  },
  (random, text, words) => {
    const at = random.whole(0, text.length)
    return words.length === 0 ? text : text.slice(0, at) + random.pick(words) + text.slice(at)
  },
  (random, text) => replaceOne(random, text, /\d+/g, () => random.pick(strangeNumbers)),
  (random, text) => replaceOne(random, text, /[\p{L}\p{N}]+/gu, () => random.pick(strangeTexts)),
  (random, text) => replaceOne(random, text, /[\p{L}\p{N}]+/gu, (word) => word.toUpperCase()),
  (random, text) => replaceOne(random, text, /[^\p{L}\p{N}]/gu, (sign) => sign.repeat(random.whole(0, 3))),
  (random, text) => text.slice(0, random.whole(0, text.length)),
  (random, text) => text.slice(random.whole(0, text.length)),
  (random, text) => {
    const [from, to] = someRange(random, text.length)
    return text.slice(0, from) + text.slice(to)
  },
  (random, text) => {
    const [from, to] = someRange(random, text.length)
    return text.slice(0, to) + text.slice(from, to).repeat(random.pick([1, 1, 1, 50])) + text.slice(to)
  },
]

/** One to four changes of a text; `words` are those that mean something where it is read. */
export function mutateText(random: Random, text: string, words: readonly string[] = []): string {
  let changed = text
  for (let left = random.whole(1, 4); left > 0; left--) changed = random.pick(textChanges)(random, changed, words)
  return changed.slice(0, LARGEST)
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const strangeJson = (random: Random): Json =>
  random.pick<() => Json>([
    () => null,
    () => random.chance(0.5),
    () => random.pick([0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308]),
    () => random.pick(strangeTexts),
    () => random.pick(strangeNumbers),
    () => [],
    () => ({}),
    () => Array.from({ length: random.pick([1, 40, 600]) }, () => 'a'),
    () => Array.from({ length: 200 }).reduce<Json>((inner) => [inner], null),
  ])()

/** A copy of a JSON value in which one or a few places are other than they were. */
export function mutateJson(random: Random, value: Json): Json {
  if (value === null || typeof value !== 'object' || random.chance(0.12)) return mutateLeaf(random, value)
  if (Array.isArray(value)) {
    if (value.length === 0) return [strangeJson(random)]
    const at = random.whole(0, value.length - 1)
    const item = value[at] as Json
    return random.pick<() => Json>([
      () => value.with(at, mutateJson(random, item)),
      () => value.with(at, mutateJson(random, item)),
      () => value.toSpliced(at, 1),
      () => [...value, item],
      () => [...value, mutateJson(random, item)],
      () => value.toReversed(),
    ])()
  }
  const names = Object.keys(value)
  const name = names.length === 0 ? '' : random.pick(names)
  const { [name]: member, ...rest } = value
  return random.pick<() => Json>([
    () => ({ ...value, [name]: mutateJson(random, member ?? null) }),
    () => ({ ...value, [name]: mutateJson(random, member ?? null) }),
    () => ({ ...value, [name]: mutateJson(random, member ?? null) }),
    () => rest,
    () => Object.fromEntries([...Object.entries(value), [random.pick(strangeTexts), strangeJson(random)]]),
  ])()
}

function mutateLeaf(random: Random, value: Json): Json {
  if (typeof value === 'string' && random.chance(0.6)) return mutateText(random, value)
  if (typeof value === 'number' && random.chance(0.6)) return value + random.pick([1, -1, 0.5, 1e6, 2 ** 40])
  return strangeJson(random)
}

/** JSON text of a mutated value; now and then the text itself is broken as well, or a name stands in it twice. */
export function mutatedJsonText(random: Random, value: unknown): string {
  const json = JSON.parse(JSON.stringify(value)) as Json
  const text = JSON.stringify(random.chance(0.9) ? mutateJson(random, json) : json)
  if (random.chance(0.1)) return mutateText(random, text)
  return random.chance(0.05) ? text.replace('{', `{"__proto__":{"format":1},${text.slice(1, 40)}`) : text
}
