import { createHash } from 'node:crypto'

/** First line of an invitation; the number is the format. */
export const BEGIN = 'CENTRAL-OFFICE-INVITATION-1'
const END = 'CENTRAL-OFFICE-INVITATION-END'
const ANY_BEGIN = /CENTRAL-OFFICE-INVITATION-(\d+)/g
const FORMAT = 1
const LINE = 76
const CHECKSUM_BYTES = 16
/** Characters; an invitation for hundreds of tables stays far below. */
const LONGEST = 4_000_000

/** What mail programs put between the characters: white space, quote marks, soft hyphens, invisible breaks. */
const NOISE = /[\s>|\u00AD\u200B-\u200D\u2060]/g

const checksum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest().subarray(0, CHECKSUM_BYTES)

/**
 * Writes sealed bytes as lines to be mailed:
 *
 *     CENTRAL-OFFICE-INVITATION-1
 *     base64url, 76 a line, of: format (1 byte), sealed bytes, checksum (first 16 bytes of SHA-256 of all before)
 *     CENTRAL-OFFICE-INVITATION-END
 *
 * The checksum is no protection; it tells a text damaged on its way from a passphrase mistyped. The format byte makes
 * the first character a letter, so the number in the first line ends even where all line breaks were lost.
 */
export function wrapInvitation(sealed: Uint8Array): string {
  const bytes = Buffer.concat([Buffer.of(FORMAT), sealed])
  const body = Buffer.concat([bytes, checksum(bytes)]).toString('base64url')
  return [BEGIN, ...(body.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []), END, ''].join('\n')
}

export type Unwrapped = { sealed: Uint8Array } | { fault: 'absent' | 'cut short' | 'damaged' | 'too new' }

/**
 * Finds an invitation within any text (an e-mail, also a quoted one) and takes the sealed bytes out of it. Where a text
 * names the first line more than once, the first whole invitation counts.
 */
export function unwrapInvitation(text: string): Unwrapped {
  if (text.length > LONGEST) return { fault: 'damaged' }
  let fault: Unwrapped = { fault: 'absent' }
  const begins = [...text.matchAll(ANY_BEGIN)]
  for (const [i, begin] of begins.entries()) {
    // None holds the first line of another: so each character is looked at once, however often the line stands there.
    const rest = text.slice(begin.index + begin[0].length, begins[i + 1]?.index)
    const found = Number(begin[1]) > FORMAT ? { fault: 'too new' as const } : decode(rest)
    if ('sealed' in found) return found
    fault = found
  }
  return fault
}

function decode(text: string): Unwrapped {
  const to = text.indexOf(END)
  if (to === -1) return { fault: 'cut short' }
  const body = text.slice(0, to).replaceAll(NOISE, '')
  const bytes = Buffer.from(body, 'base64url')
  // Decoding is lenient; writing it again shows whether every character counted.
  if (bytes.toString('base64url') !== body || bytes.length <= 1 + CHECKSUM_BYTES) return { fault: 'damaged' }
  const covered = bytes.subarray(0, -CHECKSUM_BYTES)
  const whole = checksum(covered).equals(bytes.subarray(-CHECKSUM_BYTES)) && covered[0] === FORMAT
  return whole ? { sealed: new Uint8Array(covered.subarray(1)) } : { fault: 'damaged' }
}
