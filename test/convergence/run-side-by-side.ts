import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Order, Outcome } from './run-worker.ts'

const WORKER = fileURLToPath(new URL('run-worker.ts', import.meta.url))

export type SideBySide = {
  runs: number
  firstSeed: number
  workers: number
  /** Told of every run that ends. False: no further run is begun; those under way are still told. */
  ended: (outcome: Outcome) => boolean
  /** Longest time spent on making a failing history smaller, milliseconds. */
  shrinking?: number
}

/** Runs the histories of consecutive seeds in as many processes as `workers` says; each takes the next seed when it is done. */
export async function runSideBySide({ runs, firstSeed, workers, ended, shrinking }: SideBySide): Promise<void> {
  let next = firstSeed
  let goesOn = true
  await Promise.all(
    Array.from({ length: Math.min(workers, runs) }, async () => {
      const worker = fork(WORKER, { execArgv: ['--disable-warning=ExperimentalWarning'] })
      const died = once(worker, 'exit').then(([code]) => {
        throw new Error(`A process that runs histories ended by itself (${code}).`)
      })
      // awaited below, in a race
      died.catch(() => {})
      try {
        while (goesOn && next < firstSeed + runs) {
          const order: Order = { seed: next++, ...(shrinking === undefined ? {} : { shrinking }) }
          worker.send(order)
          const [outcome] = (await Promise.race([once(worker, 'message'), died])) as [Outcome]
          if (!ended(outcome)) goesOn = false
        }
      } finally {
        worker.disconnect()
      }
    }),
  )
}
