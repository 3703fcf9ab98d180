import type { Value } from '../../databases/database.ts'
import { CentralOfficeError } from '../../model/errors.ts'

const kinds = { n: 'null', i: 'integer', r: 'real', t: 'text', b: 'blob' } as const
type Kind = keyof typeof kinds

/** Values as an opaque name that an address can carry: of a row by its key, or of a place between two rows. */
export const nameOf = (values: readonly Value[]): string =>
  Buffer.from(JSON.stringify(values.map(written)), 'utf8').toString('base64url')

function written(value: Value): [Kind, string] {
  if (value === null) return ['n', '']
  if (typeof value === 'bigint') return ['i', String(value)]
  if (typeof value === 'number') return ['r', Object.is(value, -0) ? '-0' : String(value)]
  if (typeof value === 'string') return ['t', value]
  return ['b', Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')]
}

/** The values behind a name; there must be `count`. Errors: USAGE. */
export function valuesOf(name: string, count: number): Value[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(name, 'base64url').toString('utf8'))
    if (!Array.isArray(read) || read.length !== count) throw new Error('another number of values')
    return read.map(readValue)
  } catch (cause) {
    throw new CentralOfficeError('USAGE', 'What names the row is not readable.', {
      hint: 'Load the page again.',
      cause,
    })
  }
}

function readValue(part: unknown): Value {
  const [kind, text] = part as [Kind, string]
  if (!Object.hasOwn(kinds, kind) || typeof text !== 'string') throw new Error('no value')
  switch (kind) {
    case 'n':
      return null
    case 'i':
      return BigInt.asIntN(64, BigInt(text))
    case 'r':
      return Number(text)
    case 't':
      return text
    case 'b':
      return Buffer.from(text, 'base64')
  }
}
