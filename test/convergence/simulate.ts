import fc from 'fast-check'
import { history } from './history-arbitrary.ts'
import { runHistory } from './run-history.ts'
import { type History, Story } from './story.ts'

export type Simulated = {
  /** Longest time spent on making a failing history smaller, milliseconds. Default: 60 seconds. */
  shrinking?: number
}

/** Runs the history of a seed. Null, or what went wrong in the smallest history found that fails, as a story. */
export async function simulate(seed: number, { shrinking = 60_000 }: Simulated = {}): Promise<string | null> {
  let until = Number.POSITIVE_INFINITY
  const checked = await fc.check(
    fc.asyncProperty(history, async (one) => {
      if (performance.now() > until) return true
      if ((await outcome(one)) === null) return true
      until = Math.min(until, performance.now() + shrinking)
      return false
    }),
    { numRuns: 1, seed, unbiased: true },
  )
  const [smallest] = checked.counterexample ?? []
  return smallest ? `seed ${seed}: ${await replay(smallest)}\nas data: ${JSON.stringify(smallest)}` : null
}

/** What goes wrong in a history (null: nothing), and its story. */
export async function replay(one: History): Promise<string> {
  const story = new Story()
  const wrong = await outcome(one, story)
  return `${wrong}\n${story}`
}

/** An error of the program's own counts as well. */
async function outcome(...given: Parameters<typeof runHistory>): Promise<string | null> {
  try {
    return await runHistory(...given)
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error)
  }
}
