import { z } from 'zod'

type Issue = z.core.$ZodRawIssue

const orOf = (words: string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

const kinds: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** What a bound counts: the value itself, or its characters or parts. */
const counted = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '')

function tooSmall({ origin, minimum, inclusive = true }: Extract<Issue, { code: 'too_small' }>): string {
  if (origin === 'string' && Number(minimum) === 1) return 'it is empty'
  return inclusive ? `expected ${minimum}${counted(origin)} or more` : `expected more than ${minimum}${counted(origin)}`
}

const tooBig = ({ origin, maximum, inclusive = true }: Extract<Issue, { code: 'too_big' }>): string =>
  inclusive ? `expected at most ${maximum}${counted(origin)}` : `expected less than ${maximum}${counted(origin)}`

/**
 * What does not fit a schema, in words for whoever typed it: what was expected instead. It follows the name of the field.
 * Holds wherever a schema gives no message of its own.
 */
export function plainIssue(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'it is missing' : `expected ${kinds[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `expected ${orOf(issue.values.map(String))}`
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'unrecognized_keys':
      return `it has a field that is not known: ${issue.keys.join(', ')}`
    default:
      return 'it has not the form it must have'
  }
}

z.config({ localeError: plainIssue })
