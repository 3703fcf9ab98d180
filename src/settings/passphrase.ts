import { randomInt } from 'node:crypto'

/** 31 small letters and digits; none is taken for another (no i, l, o, 0, 1). */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP = 5

/** A random passphrase to read out over the telephone: 4 groups of 5, about 99 bits. */
export const suggestPassphrase = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(''),
  ).join('-')

/**
 * What counts of a passphrase: capitals, spaces and dashes do not, since they get lost when it is read out, and the same
 * accented letter typed in two ways is one.
 */
export const plainPassphrase = (passphrase: string): string =>
  passphrase
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
