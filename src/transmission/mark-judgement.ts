/** Digits that no token consists of: nothing is named. */
export const NO_TOKEN = '0'.repeat(16)

/** What the marks of a copy of this computer that is in use tell. */
export type Turns = {
  /** Of the own mark that was the latest when this location last began anew because of marks that it did not know; NO_TOKEN: it never did. */
  base: string
  /** Tokens of those marks. */
  overruled: readonly string[]
}

/** Tokens remembered: a copy is met at each turn. */
const MAX_OVERRULED = 50

/**
 * True where one of these was left by a computer that still goes on from a mark which this one has overruled. A computer that was put back
 * from a backup does not know that mark any more; where its maker does, two take turns, though they call themselves the same.
 */
export const showsTurns = ({ overruled }: Turns, strange: { base: string }[]): boolean =>
  strange.some(({ base }) => base !== NO_TOKEN && overruled.includes(base))

/** What is known once this location begins anew because of these. `own`: its latest mark; null: none is known. */
export const overrule = ({ overruled }: Turns, own: Mark | null, strange: Mark[]): Turns => ({
  base: own?.token ?? NO_TOKEN,
  overruled: [...overruled, ...strange.map(({ token }) => token)].slice(-MAX_OVERRULED),
})

/** One of the marks a store leaves on the site: they count up, and each has a random token. */
export type Mark = { count: number; token: string }

/** What a store knows of its own marks. `begun` may or may not have reached the site before the power failed. */
export type KnownMarks = { last: Mark | null; begun: Mark }

const same = (one: Mark | null, other: Mark): boolean =>
  one !== null && one.count === other.count && one.token === other.token

const isKnown = ({ last, begun }: KnownMarks, mark: Mark): boolean => same(last, mark) || same(begun, mark)

/** The last mark known to have been on the site, given what is there now. */
const settled = ({ last, begun }: KnownMarks, found: Mark[]): Mark | null =>
  found.some((mark) => same(begun, mark)) ? begun : last

/** Marks that are not this store's own and not older than them. Older ones are its own of the past, put back by somebody. */
export const suspicious = (known: KnownMarks, found: Mark[]): Mark[] =>
  found.filter((mark) => !isKnown(known, mark) && mark.count >= (settled(known, found)?.count ?? 0))

/** True where one of `genuine` was left by somebody else with this store's key. */
export const showsAnother = (known: KnownMarks, genuine: Mark[]): boolean =>
  genuine.some((mark) => !isKnown(known, mark))

/** What to leave next. A mark that never reached the site is left again rather than counted over. */
export function nextMark(known: KnownMarks | null, found: Mark[], token: string): KnownMarks {
  if (known === null) {
    const last = found.filter(({ count }) => count < HIGHEST).reduce<Mark | null>(higher, null)
    return { last, begun: { count: (last?.count ?? 0) + 1, token } }
  }
  const last = settled(known, found)
  if (last === null || !same(known.begun, last)) return { last, begun: known.begun }
  return { last, begun: { count: last.count + 1, token } }
}

/** Names are nobody's word: a forged one must not use up the numbers. */
const HIGHEST = 900_000_000

const higher = (one: Mark | null, other: Mark): Mark => (one === null || other.count > one.count ? other : one)
