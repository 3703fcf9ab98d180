import { z } from 'zod'
import { PayloadTag } from '../model/ids.ts'
import { MOST_TAGS, type Restart } from '../model/manifest.ts'

const Tags = PayloadTag.array()
const Numbered = z.record(z.string(), PayloadTag)

/** Tags of the payloads applied last, oldest first, from the text a database keeps them as. */
export const tagsOf = (text: string): string[] => Tags.parse(JSON.parse(text))

/** The same when a payload has been applied. The first of an epoch has none before it. */
export const withTag = (tags: readonly string[], { number, tag }: { number: number; tag: string }): string[] =>
  [...(number === 1 ? [] : tags), tag].slice(-MOST_TAGS)

/** Tags by the numbers of the payloads, from the text a database keeps them as. */
export const numberedTagsOf = (text: string): Record<number, string> => Numbered.parse(JSON.parse(text))

/** The tag of the payload of a number, where the last up to `number` have these. */
export const tagOf = ({ number, tags }: { number: number; tags: readonly string[] }, of: number): string | undefined =>
  tags[of - (number - tags.length + 1)]

/**
 * Up to which number the receiver has applied what this database made in a former life. `made`: tags of what it had not
 * acknowledged. Where the receiver names other tags, it has applied what a later state of this database made under the same numbers.
 */
export function receivedUpTo(applied: Restart['applied'], made: Readonly<Record<number, string>>): number {
  const numbers = Object.keys(made)
    .map(Number)
    .sort((a, b) => a - b)
  const other = numbers.find((of) => (tagOf(applied, of) ?? made[of]) !== made[of])
  if (other === undefined) return applied.number
  return numbers.findLast((of) => of < other && tagOf(applied, of) === made[of]) ?? Math.min(...numbers) - 1
}
