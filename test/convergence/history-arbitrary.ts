import fc from 'fast-check'
import { type About, seldom, tables } from './plan-arbitrary.ts'
import { steps } from './steps-arbitrary.ts'
import type { History } from './story.ts'

/** A skewed clock: minutes to days, fast or slow, or right. */
const clock = fc.constantFrom(0, 0, 60_000, -3_600_000, 86_400_000)

/** Stores, where it takes others to see it. */
const FEWEST: Partial<Record<About, number>> = { growth: 3, setup: 2, loads: 2 }

/** Rows that the shops are filled with at least, where it takes some to begin with. */
const FILLED: Partial<Record<About, number>> = { growth: 2 }

const historyAbout = (about: About): fc.Arbitrary<History> =>
  fc.record({
    // first, so that it is made smaller first
    steps: steps(about),
    tables: tables(about),
    stores: fc.integer({ min: FEWEST[about] ?? 1, max: 3 }),
    overSite: about === 'restores' ? fc.constant(true) : seldom(6),
    // values must meet for a constraint to refuse one
    fewValues: seldom(about === 'program' ? 2 : 4),
    // seldom; mostly where it is about loads
    livesEnd: about === 'setup' ? fc.constant(true) : seldom(4).map((one) => one !== (about === 'loads')),
    clocks: fc.array(clock, { minLength: 4, maxLength: 4 }),
    pieces: fc.constant(about === 'loads'),
    filled:
      about === 'loads'
        ? fc.subarray([0, 1, 2], { minLength: 2 })
        : fc.array(fc.nat(2), { minLength: FILLED[about] ?? 0, maxLength: 3, size: 'max' }),
  })

const MIX: Record<About, number> = { all: 4, growth: 3, setup: 3, references: 2, restores: 2, loads: 2, program: 4 }

/** ABOUT=program: only histories about this. */
const only = process.env.ABOUT

export const history: fc.Arbitrary<History> = fc.oneof(
  ...(Object.entries(MIX) as [About, number][])
    .filter(([about]) => only === undefined || about === only)
    .map(([about, weight]) => ({ weight, arbitrary: historyAbout(about) })),
)
