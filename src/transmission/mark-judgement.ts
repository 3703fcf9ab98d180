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
