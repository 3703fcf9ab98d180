import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Memory a worker's JavaScript may take, MiB: filling makes much garbage, and this bounds it. */
const LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 }

/** Fills a shop's database in a thread of its own, whose memory is given back when it is done. */
export async function fillInWorker(task: { file: string; seed: number; rows: number; store: number }): Promise<void> {
  // The same place in the source and in the built package, but for the ending.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./shop-worker.${ending}`, import.meta.url), {
    workerData: task,
    resourceLimits: LIMITS,
  })
  await once(worker, 'exit') // rejects where the worker fails
}
