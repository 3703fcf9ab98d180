import fc from 'fast-check'
import { type Action, type ColumnPlan, columnTypes, type TablePlan, type TriggerPlan } from './plan.ts'

export const rule = fc.constantFrom('office' as const, 'store' as const, 'newest' as const, 'ask' as const)
export const seldom = (oneIn: number) => fc.integer({ min: 0, max: oneIn - 1 }).map((n) => n === oneIn - 1)
/** Mostly null (of `fc.option` the frequency is that of null). */
const oneIn = <T>(many: number, one: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: many - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: one })

/**
 * What a history is mostly about: all at modest rates; shops that get new columns and tables; a replica setup that is changed often; rows
 * that refer to others; databases that are put back; initial loads that have only begun; what the shop's program does by itself,
 * by triggers and conflict clauses.
 */
export type About = 'all' | 'growth' | 'setup' | 'references' | 'restores' | 'loads' | 'program'

const column = (constrained: boolean, about: About): fc.Arbitrary<ColumnPlan> =>
  fc.record({
    type: fc.constantFrom(...columnTypes),
    rule: fc.option(rule, { freq: 3, nil: null }),
    setBy: oneIn(3, fc.constantFrom('store' as const, 'office' as const)),
    transmit: seldom(8).map((no) => !no),
    constraint: constrained
      ? fc.oneof(
          { weight: 3, arbitrary: fc.constant('none' as const) },
          { weight: 2, arbitrary: fc.constantFrom('unique' as const, 'not null' as const, 'check' as const) },
          { weight: about === 'program' ? 2 : 0, arbitrary: fc.constant('unique' as const) },
        )
      : fc.constant('none' as const),
    clause:
      constrained && about === 'program'
        ? fc.option(fc.constantFrom('ABORT', 'FAIL', 'IGNORE', 'REPLACE', 'ROLLBACK'), { freq: 4, nil: null })
        : fc.constant(null),
    default: seldom(about === 'growth' ? 2 : 6),
    later: seldom(about === 'growth' ? 2 : 6),
  })

export const filter = fc.record({
  column: fc.nat(1),
  test: fc.constantFrom('has a value' as const, 'has none' as const, 'even length' as const),
})

const trigger = (constrained: boolean): fc.Arbitrary<TriggerPlan> =>
  fc.record({
    what: fc.constantFrom(
      ...(['stamp', 'stamp', 'label', 'label', 'other row', 'other row', 'forget row', 'journal'] as const),
      ...(['cache', 'index'] as const),
      ...(constrained ? (['guard', 'guard', 'guard', 'guard'] as const) : []),
    ),
    when: fc.constantFrom('BEFORE', 'AFTER', 'AFTER'),
    event: fc.constantFrom('INSERT', 'UPDATE', 'DELETE'),
    column: fc.nat(3),
    table: fc.nat(11),
    key: fc.nat(2),
    replaces: fc.boolean(),
    raise: fc.constantFrom('ABORT', 'FAIL', 'IGNORE', 'ROLLBACK'),
    later: seldom(3),
  })

const action = fc.constantFrom<Action>('NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL')

const SHARINGS = ['shared', 'shared', 'store', 'lookup', 'office'] as const
/** Of which more is seen in a history about this. */
const SHARINGS_ABOUT: Partial<Record<About, readonly (typeof SHARINGS)[number][]>> = {
  growth: ['shared', 'shared', 'shared', 'store', 'store'],
  setup: ['store', 'store'],
  restores: ['lookup', 'lookup'],
  references: ['shared', 'shared', 'shared'],
  loads: ['store', 'store', 'store', 'lookup', 'lookup'],
}
const KEYS = ['text', 'text', 'integer', 'text and integer', 'real', 'blob'] as const
const NUMBERS = ['integer', 'integer', 'integer'] as const
const TWO_COLUMNS = Array.from({ length: 6 }, () => 'text and integer' as const)

const table = (constrained: boolean, about: About): fc.Arbitrary<TablePlan> =>
  fc.record({
    sharing: fc.constantFrom(...SHARINGS, ...(SHARINGS_ABOUT[about] ?? [])),
    rule,
    key: fc.constantFrom(
      ...KEYS,
      ...(about === 'references' ? TWO_COLUMNS : []),
      ...(about === 'program' ? NUMBERS : []),
    ),
    columns: fc.array(column(constrained, about), { minLength: about === 'growth' ? 1 : 0, maxLength: 4, size: 'max' }),
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
          { freq: about === 'references' ? 9 : 2, nil: null },
        )
      : fc.constant(null),
    filter: oneIn(2, filter),
    later: seldom(8),
    triggers: about === 'program' ? fc.array(trigger(constrained), { maxLength: 4, size: 'max' }) : fc.constant([]),
  })

/** Fewer where it takes several edits of one row to come to anything. */
const FEW: Partial<Record<About, number>> = { growth: 1, setup: 2, references: 2, loads: 2, program: 2 }

export const tables = (about: About) =>
  (about === 'references' ? fc.constant(true) : fc.boolean()).chain((constrained) => {
    const some = (minLength: number, maxLength: number) =>
      fc.array(table(constrained, about), { minLength, maxLength, size: 'max' })
    return fc.oneof({ weight: 30, arbitrary: some(1, FEW[about] ?? 3) }, { weight: 1, arbitrary: some(4, 12) })
  })
