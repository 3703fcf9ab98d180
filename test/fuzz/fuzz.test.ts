import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { fuzzTarget } from './fuzz-target.ts'
import { allTargets } from './targets/all-targets.ts'

/** FUZZ_SEED repeats a run; `npm run fuzz -- --seconds N` goes deeper. */
const seed = process.env.FUZZ_SEED ?? randomBytes(4).toString('hex')

for (const target of allTargets.filter(({ smoke }) => smoke > 0))
  test(`${target.name}: whatever comes in is accepted for a good reason or refused with a word, never anything else`, async () => {
    const report = await fuzzTarget(target, { seed, done: (executions) => executions / target.smoke })
    const { fault } = report
    assert.equal(fault, null, `${fault?.why}, execution ${fault?.execution}; FUZZ_SEED=${seed}`)
    assert.equal(report.executions, target.smoke)
  })
