import fc from 'fast-check'
import { motifs, openings } from './motifs.ts'
import { type About, filter, rule, seldom } from './plan-arbitrary.ts'
import { joined, mostly, statement } from './statement-arbitrary.ts'
import { type SetupChange, type Step, siteFaults } from './story.ts'

const edit = (about: About): fc.Arbitrary<Step> =>
  fc.record({
    what: fc.constant('edit' as const),
    where: fc.nat(3),
    statements: fc.oneof(
      { weight: 4, arbitrary: fc.array(statement(about), { minLength: 1, maxLength: 1 }) },
      { weight: 1, arbitrary: fc.array(statement(about), { minLength: 2, maxLength: 4 }) },
    ),
    rolledBack: seldom(12),
  })

const crash = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  // early more often than late: between making a payload and sealing it there are few moments
  {
    weight: 2,
    arbitrary: fc.record({ during: fc.constant('site' as const), after: fc.oneof(fc.nat(2), fc.nat(2), fc.nat(14)) }),
  },
  { weight: 1, arbitrary: fc.record({ during: fc.constant('database' as const), after: fc.nat(160) }) },
)

const change: fc.Arbitrary<SetupChange> = fc.oneof(
  fc.record({ of: fc.constantFrom('rule' as const, 'column rule' as const), rule }),
  fc.record({
    of: fc.constant('set by' as const),
    setBy: fc.option(fc.constantFrom('store' as const, 'office' as const), { freq: 2, nil: null }),
  }),
  fc.record({
    of: fc.constant('sharing' as const),
    sharing: fc.constantFrom('store', 'shared', 'office', 'lookup', 'none'),
  }),
  fc.record({ of: fc.constant('transmit' as const), transmit: fc.boolean() }),
  fc.record({ of: fc.constant('filter' as const), filter: fc.option(filter, { freq: 2, nil: null }) }),
)

const makeTrigger: fc.Arbitrary<Step> = fc.record({
  what: fc.constant('trigger' as const),
  where: fc.nat(3),
  table: fc.nat(11),
  which: fc.nat(3),
})

/** A copy of a database is kept twice as often as one is put back. */
const restore: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('back up' as const, 'back up' as const, 'restore' as const),
  where: fc.nat(3),
  which: fc.nat(3),
  home: seldom(3),
})

const step = (about: About): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 9, arbitrary: edit(about) },
    { weight: 7, arbitrary: fc.record({ what: fc.constant('visit' as const), where: fc.nat(3), crash }) },
    {
      weight: about === 'growth' ? 3 : 1,
      arbitrary: fc.record({ what: fc.constant('grow' as const), where: fc.nat(3), table: fc.nat(11) }),
    },
    ...(about === 'program' ? [{ weight: 2, arbitrary: makeTrigger }] : []),
    {
      weight: about === 'setup' ? 3 : 1,
      arbitrary: fc.record({ what: fc.constant('setup' as const), table: fc.nat(11), column: fc.nat(3), change }),
    },
    { weight: about === 'restores' ? 4 : 1, arbitrary: restore },
    {
      weight: 2,
      arbitrary: fc.record({
        what: fc.constant('fault' as const),
        fault: fc.constantFrom(...siteFaults),
        which: fc.nat(40),
        bit: fc.nat(5000),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        what: fc.constant('decide' as const),
        which: fc.nat(5),
        take: fc.constantFrom('office' as const, 'store' as const, 'third' as const),
      }),
    },
  )

/** Steps, and where a history is about something, now and then a few that belong together. */
export function steps(about: About): fc.Arbitrary<Step[]> {
  const motif = motifs[about]
  const one = step(about).map((single) => [single])
  const some = motif ? fc.oneof({ weight: 6, arbitrary: one }, { weight: 1, arbitrary: motif }) : one
  const more = fc.array(some, { minLength: 4, maxLength: 36, size: 'max' }).map((all) => all.flat())
  const opening = openings[about]
  return opening ? joined(mostly(opening), more) : more
}
