import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulate } from './simulate.ts'

/** CONVERGENCE_RUNS: how many in each of the parts. A few hundred runs in a few seconds; more with `npm run test:convergence`. */
const RUNS = Number(process.env.CONVERGENCE_RUNS ?? 25)
const PARTS = 8
const firstSeed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))

for (let part = 0; part < PARTS; part++)
  test(`invariants 1, 2, 3, 6: random schemas, edits, visits and faults end as the naive model has it (part ${part + 1})`, async () => {
    for (let run = 0; run < RUNS; run++)
      assert.equal(await simulate(firstSeed + part * RUNS + run, { shrinking: 20_000 }), null)
  })
