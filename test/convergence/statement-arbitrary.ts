import fc from 'fast-check'
import type { About } from './plan-arbitrary.ts'
import { type Statement, type Step, statementKinds } from './story.ts'

export type Kind = Statement['kind']
/** Of which more is done in a history about this. */
const KINDS_ABOUT: Partial<Record<About, readonly Kind[]>> = {
  growth: ['delete', 'delete', 'delete', 'delete', 'insert', 'insert'],
  references: ['insert', 'insert', 'insert', 'delete', 'delete', 'rekey', 'rekey', 'rekey', 'rekey'],
  program: ['insert unnumbered', 'insert unnumbered', 'insert unnumbered'],
}

export const statement = (about: About): fc.Arbitrary<Statement> =>
  fc.record({
    kind: fc.constantFrom(...statementKinds, ...(KINDS_ABOUT[about] ?? [])),
    table: fc.nat(11),
    owner: fc.nat(3),
    key: fc.nat(about === 'growth' ? 1 : 2),
    other: fc.nat(2),
    columns: fc.integer({ min: 1, max: 31 }),
    nulls: fc.constantFrom(0, 0, 0, 1, 2, 4),
  })

export const visit = (where: number): Step => ({ what: 'visit', where, crash: null })
export const inOrder = (...steps: fc.Arbitrary<Step>[]): fc.Arbitrary<Step[]> => fc.tuple(...steps)
export const sometimes = (one: fc.Arbitrary<Step[]>): fc.Arbitrary<Step[]> => fc.option(one, { freq: 2, nil: [] })
export const mostly = (one: fc.Arbitrary<Step[]>): fc.Arbitrary<Step[]> => fc.option(one, { freq: 4, nil: [] })
export const joined = (...parts: fc.Arbitrary<Step[]>[]): fc.Arbitrary<Step[]> =>
  fc.tuple(...parts).map((all) => all.flat())

/** One statement, at a place that is named. `owner`: whose row it is where the office edits one that belongs to a store. */
export const editAt = (
  where: number,
  kinds: readonly Kind[],
  about: About,
  key: number,
  owner?: number,
): fc.Arbitrary<Step> =>
  fc.record({
    what: fc.constant('edit' as const),
    where: fc.constant(where),
    statements: statement(about).chain((one) =>
      fc
        .constantFrom(...kinds)
        .map((kind): Statement[] => [{ ...one, table: 0, kind, key, owner: owner ?? one.owner }]),
    ),
    rolledBack: fc.constant(false),
  })

export const inAllColumns = (step: Step, nulls = 0): Step =>
  step.what === 'edit' ? { ...step, statements: step.statements.map((one) => ({ ...one, columns: 31, nulls })) } : step

/** The other row that is named: the parent of one that is written, the key that one gets. All columns have values. */
export const withOther = (step: Step, other: number): Step =>
  step.what === 'edit' ? { ...step, statements: step.statements.map((one) => ({ ...one, other, nulls: 0 })) } : step
