import { simulate } from './simulate.ts'

/** A process that runs the history of each seed it is given, and says what went wrong in it (null: nothing). */
export type Order = { seed: number; shrinking?: number }
export type Outcome = { seed: number; failure: string | null }

process.on('message', async ({ seed, shrinking }: Order) => {
  const failure = await simulate(seed, shrinking === undefined ? {} : { shrinking })
  process.send?.({ seed, failure } satisfies Outcome)
})
process.on('disconnect', () => process.exit())
