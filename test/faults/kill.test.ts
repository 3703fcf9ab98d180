import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killLocations } from './killing.ts'

/** More with `npm run test:kills -- --kills N`. */
const KILLS = 12

test(`${KILLS} kills, at any moment of a visit and at the boundaries of its steps, lose nothing, double nothing and leave nobody stuck`, async (t) => {
  const { lost, doubled, stuck } = await killLocations(t, { kills: KILLS, networks: 2 })
  assert.deepEqual({ lost, doubled, stuck }, { lost: [], doubled: [], stuck: [] })
})
