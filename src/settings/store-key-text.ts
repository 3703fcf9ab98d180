import { createHash } from 'node:crypto'
import { CentralOfficeError } from '../model/errors.ts'
import { Secret } from './secret.ts'

/*
 * A store key as a person types it from paper: 16 groups of 4, in 4 parts of 4 groups.
 *
 *     key (256 bits) + check (44 bits) = 300 bits = 60 digits = 4 parts of 15 digits, each closed by its own check digit
 *
 * The check digit of a part finds any one wrong digit and any two digits changed over, and tells which part to look at;
 * it starts from the part's number, so parts changed over are found as well. The 44 bits vouch for the whole.
 */

/** Crockford's base 32: no I, L, O (they read as 1, 1, 0) and no U. https://www.crockford.com/base32.html */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const KEY_BYTES = 32
const CHECK_BITS = 44n
const PARTS = 4
const PART_DATA = 15
const GROUP = 4
const LENGTH = PARTS * (PART_DATA + 1)
const GROUPS = LENGTH / GROUP

/** Multiplies by x in the field of 32 elements made by x^5 + x^2 + 1; its powers give every place another weight. */
const timesX = (value: number) => ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31

/** The last digit is multiplied as well, so that its weight is not that of the check digit beside it. */
const checkDigit = (part: number, digits: number[]) => digits.reduce((sum, digit) => timesX(sum ^ digit), part + 1)

function wholeCheck(key: Uint8Array): bigint {
  const hash = createHash('sha256').update('central-office store key 1').update(key).digest()
  return hash.readBigUInt64BE(0) >> (64n - CHECK_BITS)
}

/** 16 groups of 4 with dashes, a space between the four parts: 79 characters. */
export function storeKeyText(key: Secret<Uint8Array>): string {
  const bytes = key.reveal()
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a store key has ${KEY_BYTES} bytes, not ${bytes.length}`)
  const value = (BigInt(`0x${Buffer.from(bytes).toString('hex')}`) << CHECK_BITS) | wholeCheck(bytes)
  const data = Array.from({ length: PARTS * PART_DATA }, (_, at) =>
    Number((value >> BigInt(5 * (PARTS * PART_DATA - 1 - at))) & 31n),
  )
  return Array.from({ length: PARTS }, (_, part) => {
    const digits = data.slice(part * PART_DATA, (part + 1) * PART_DATA)
    const text = [...digits, checkDigit(part, digits)].map((digit) => DIGITS.charAt(digit)).join('')
    return text.match(/.{4}/g)?.join('-')
  }).join(' ')
}

const invalid = (where: string) =>
  new CentralOfficeError('STORE_KEY_INVALID', `The store key is not right: ${where}.`, {
    hint: 'Compare it with the one the office gave, group by group. The letters I, L, O and U do not occur in it.',
  })

/** Small letters, O for 0, I and L for 1, and any dashes, spaces and line breaks are taken as meant. */
const groupsOf = (text: string) =>
  text
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .split(/[\s\p{Pd}.,_\u200B]+/u)
    .filter((group) => group !== '')

function digitsOf(text: string): number[] {
  const groups = groupsOf(text)
  const joined = groups.join('')
  const digits = [...joined].map((letter) => DIGITS.indexOf(letter))
  const strange = digits.indexOf(-1)
  if (strange !== -1)
    throw invalid(`group ${Math.floor(strange / GROUP) + 1} has a character that does not belong there`)
  if (digits.length !== LENGTH) {
    const odd = groups.findIndex((group) => group.length !== GROUP)
    throw invalid(
      groups.length === GROUPS && odd !== -1
        ? `group ${odd + 1} has ${groups[odd]?.length} characters, not ${GROUP}`
        : `it has ${digits.length} characters, not ${LENGTH}`,
    )
  }
  return digits
}

/** Reads what `storeKeyText` wrote. STORE_KEY_INVALID tells which groups to look at, and quotes none of them. */
export function readStoreKey(text: string): Secret<Uint8Array> {
  const digits = digitsOf(text)
  let value = 0n
  for (let part = 0; part < PARTS; part++) {
    const start = part * (PART_DATA + 1)
    const data = digits.slice(start, start + PART_DATA)
    if (checkDigit(part, data) !== digits[start + PART_DATA]) {
      const first = part * GROUP + 1
      throw invalid(`there is a slip in groups ${first} to ${first + GROUP - 1}`)
    }
    for (const digit of data) value = (value << 5n) | BigInt(digit)
  }
  const key = new Uint8Array(Buffer.from((value >> CHECK_BITS).toString(16).padStart(2 * KEY_BYTES, '0'), 'hex'))
  if (wholeCheck(key) !== (value & ((1n << CHECK_BITS) - 1n))) throw invalid('several groups have slips')
  return new Secret(key)
}
