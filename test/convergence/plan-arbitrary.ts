import fc from 'fast-check'
import { type Action, type ColumnPlan, columnTypes, type TablePlan } from './plan.ts'
import { type History, type SetupChange, type Statement, type Step, siteFaults, statementKinds } from './story.ts'

const rule = fc.constantFrom('office' as const, 'store' as const, 'newest' as const, 'ask' as const)
const seldom = (oneIn: number) => fc.integer({ min: 0, max: oneIn - 1 }).map((n) => n === oneIn - 1)

/** What a history is mostly about: all at modest rates; shops that get new columns and tables; a replica setup that is changed often. */
type About = 'all' | 'growth' | 'setup'

const column = (constrained: boolean, about: About): fc.Arbitrary<ColumnPlan> =>
  fc.record({
    type: fc.constantFrom(...columnTypes),
    rule: fc.option(rule, { freq: 3, nil: null }),
    setBy: fc.option(fc.constantFrom('store' as const, 'office' as const), { freq: 10, nil: null }),
    transmit: seldom(8).map((no) => !no),
    constraint: constrained
      ? fc.oneof(
          { weight: 3, arbitrary: fc.constant('none' as const) },
          { weight: 2, arbitrary: fc.constantFrom('unique' as const, 'not null' as const, 'check' as const) },
        )
      : fc.constant('none' as const),
    default: seldom(6),
    later: seldom(about === 'growth' ? 2 : 6),
  })

const filter = fc.record({
  column: fc.nat(1),
  test: fc.constantFrom('has a value' as const, 'has none' as const, 'even length' as const),
})

const action = fc.constantFrom<Action>('NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL')

const table = (constrained: boolean, about: About): fc.Arbitrary<TablePlan> =>
  fc.record({
    sharing: fc.constantFrom('shared', 'shared', 'store', 'lookup', 'office'),
    rule,
    key: fc.constantFrom('text', 'text', 'integer', 'text and integer', 'real', 'blob'),
    columns: fc.array(column(constrained, about), { minLength: 0, maxLength: 4, size: 'max' }),
    withoutRowid: seldom(3),
    strict: seldom(3),
    generated: fc.constantFrom('none', 'none', 'virtual', 'stored'),
    uniquePair: constrained ? seldom(4) : fc.constant(false),
    ordered: constrained ? seldom(4) : fc.constant(false),
    parent: constrained
      ? fc.option(
          fc.record({
            table: fc.nat(11),
            onDelete: action,
            onUpdate: action,
            deferred: fc.boolean(),
          }),
          { freq: 2, nil: null },
        )
      : fc.constant(null),
    filter: fc.option(filter, { freq: 3, nil: null }),
    later: seldom(8),
  })

const tables = (about: About) =>
  fc
    .boolean()
    .chain((constrained) =>
      fc.oneof(
        { weight: 30, arbitrary: fc.array(table(constrained, about), { minLength: 1, maxLength: 3, size: 'max' }) },
        { weight: 1, arbitrary: fc.array(table(constrained, about), { minLength: 4, maxLength: 12, size: 'max' }) },
      ),
    )

const statement: fc.Arbitrary<Statement> = fc.record({
  kind: fc.constantFrom(...statementKinds),
  table: fc.nat(11),
  owner: fc.nat(3),
  key: fc.nat(2),
  other: fc.nat(2),
  columns: fc.integer({ min: 1, max: 31 }),
  nulls: fc.constantFrom(0, 0, 0, 1, 2, 4),
})

const edit: fc.Arbitrary<Step> = fc.record({
  what: fc.constant('edit' as const),
  where: fc.nat(3),
  statements: fc.oneof(
    { weight: 4, arbitrary: fc.array(statement, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(statement, { minLength: 2, maxLength: 4 }) },
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
    setBy: fc.option(fc.constantFrom('store' as const, 'office' as const), { nil: null }),
  }),
  fc.record({
    of: fc.constant('sharing' as const),
    sharing: fc.constantFrom('store', 'shared', 'office', 'lookup', 'none'),
  }),
  fc.record({ of: fc.constant('transmit' as const), transmit: fc.boolean() }),
  fc.record({ of: fc.constant('filter' as const), filter: fc.option(filter, { nil: null }) }),
)

/** A copy of a database is kept twice as often as one is put back. */
const restore: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('back up' as const, 'back up' as const, 'restore' as const),
  where: fc.nat(3),
  which: fc.nat(3),
  home: seldom(3),
})

const step = (about: About): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 9, arbitrary: edit },
    { weight: 7, arbitrary: fc.record({ what: fc.constant('visit' as const), where: fc.nat(3), crash }) },
    {
      weight: about === 'growth' ? 3 : 1,
      arbitrary: fc.record({ what: fc.constant('grow' as const), where: fc.nat(3), table: fc.nat(11) }),
    },
    {
      weight: about === 'setup' ? 3 : 1,
      arbitrary: fc.record({ what: fc.constant('setup' as const), table: fc.nat(11), column: fc.nat(3), change }),
    },
    { weight: 1, arbitrary: restore },
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

/** A skewed clock: minutes to days, fast or slow, or right. */
const clock = fc.constantFrom(0, 0, 60_000, -3_600_000, 86_400_000)

const historyAbout = (about: About): fc.Arbitrary<History> =>
  fc.record({
    // first, so that it is made smaller first
    steps: fc.array(step(about), { minLength: 4, maxLength: 36, size: 'max' }),
    tables: tables(about),
    stores: fc.integer({ min: 1, max: 3 }),
    overSite: seldom(6),
    fewValues: seldom(4),
    livesEnd: about === 'setup' ? fc.constant(true) : seldom(4),
    clocks: fc.array(clock, { minLength: 4, maxLength: 4 }),
    filled: fc.array(fc.nat(2), { maxLength: 3, size: 'max' }),
  })

export const history: fc.Arbitrary<History> = fc.oneof(
  { weight: 4, arbitrary: historyAbout('all') },
  { weight: 1, arbitrary: historyAbout('growth') },
  { weight: 1, arbitrary: historyAbout('setup') },
)
