import type { TypedExpression } from './dialect.ts'
import { affinityOf } from './sqlite-affinity.ts'

/** A value with more bytes than this makes its row a long one. */
const LONG_VALUE = 4096

/** SQLite takes no more arguments to a function than this, in the strictest of its usual builds. */
const MOST_ARGUMENTS = 100

/**
 * The bytes of a row as docs/PROTOCOL.md has them, or NULL where it is a long one. Worked out for every row of a database, so
 * it is written for speed: comparing is cheaper here than calling a function.
 */
export const rowBytes = (columns: readonly TypedExpression[]): string =>
  `CASE WHEN ${hasLongValue(columns)} THEN NULL ELSE ${concatenated(columns.flatMap(valueBytes))} END`

/** True where a value of the row is a long one; else false, or NULL. A number is never looked at twice: it is less than any text. */
export const hasLongValue = (columns: readonly TypedExpression[]): string =>
  columns
    .map(({ expression: value, type }) => {
      const long = `octet_length(${value}) > ${LONG_VALUE}`
      return affinityOf(type) === 'TEXT' ? long : `(${value} >= '' AND ${long})`
    })
    .join(' OR ')

/** What stands in front of a text's or a blob's own bytes: how many they are, and which of the two. NULL shows as 't', '' as '0t'. */
export const sizeBytes = (value: string): string => `concat(${size(value).join(', ')})`

/** A blob is greater than every text. */
const size = (value: string): string[] => [`octet_length(${value})`, `iif(${value} >= x'', 'b', 't')`]

function concatenated(parts: string[]): string {
  if (parts.length <= MOST_ARGUMENTS) return `concat(${parts.join(', ')})`
  const groups: string[] = []
  for (let i = 0; i < parts.length; i += MOST_ARGUMENTS) groups.push(concatenated(parts.slice(i, i + MOST_ARGUMENTS)))
  return concatenated(groups)
}

function valueBytes({ expression: value, type }: TypedExpression): string[] {
  const affinity = affinityOf(type)
  if (affinity === 'TEXT') return [...size(value), value]
  const integer = `WHEN 'integer' THEN ${value}`
  const real = `WHEN 'real' THEN ${realBytes(value)}`
  const first = affinity === 'REAL' ? `${real} ${integer}` : `${integer} ${real}`
  return [
    `CASE typeof(${value}) ${first} WHEN 'null' THEN 'n' ELSE concat(${[...size(value), value].join(', ')}) END`,
    `','`,
  ]
}

/** 2^62, as a number that SQLite reads exactly. */
const HUGE = '4611686018427387904.0'

/**
 * A REAL by whole numbers that are exact: scaled by a power of two, it has no fraction left; a letter says by which. For how SQLite
 * shows a REAL differs from version to version. 0.0 and -0.0 are one value, as they are wherever values are compared.
 */
function realBytes(value: string): string {
  const scaled = (letter: string, factor: string) => `'${letter}' || CAST(${value} * ${factor} AS INTEGER)`
  const split = (letter: string, whole: string) =>
    `concat('${letter}', CAST(${whole} AS INTEGER), '.', CAST((${whole} - CAST(${whole} AS INTEGER)) * ${HUGE} AS INTEGER))`
  return `CASE
    WHEN ${value} BETWEEN 1.0 AND 2047.0 THEN ${scaled('r', '4503599627370496.0')}
    WHEN ${value} = 0.0 THEN 'u0.0'
    WHEN ${value} BETWEEN 2048.0 AND 4194303.0 THEN ${scaled('s', '2199023255552.0')}
    WHEN abs(${value}) BETWEEN 0.0009765625 AND 9e18 THEN ${split('u', value)}
    WHEN abs(${value}) BETWEEN 2e-22 AND 0.0009765625 THEN ${split('v', `(${value} * ${HUGE})`)}
    ELSE printf('w%!.17g', ${value}) END`
}
