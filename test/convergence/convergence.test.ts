import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Happening, runHistory } from './history.ts'

const change = fc.record({
  a: fc.boolean(),
  b: fc.boolean(),
  c: fc.boolean(),
  delete: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  replace: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
})
const store = fc.nat(3)
const key = fc.nat(2)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('edit' as const), store, key, change }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('office edit' as const), key, change }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('export up' as const, 'export down' as const), store }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constantFrom('deliver up' as const, 'deliver down' as const),
      store,
      which: fc.nat(20),
    }),
  },
)

const RUNS = Number(process.env.CONVERGENCE_RUNS ?? 8)

for (const sharing of ['shared', 'store'] as const)
  for (const rule of ['office', 'store', 'newest', 'ask'] as const)
    test(`invariants 1 to 3: replicas of ${sharing} tables agree and lose nothing under the rule "${rule}"`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 3 }),
          fc.boolean(),
          fc.array(happening, { minLength: 10, maxLength: 60, size: 'max' }),
          async (stores, fewValues, happenings) => {
            assert.equal(await runHistory({ rule, sharing, stores, fewValues, happenings }), null)
          },
        ),
        { numRuns: RUNS, ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}) },
      )
    })
