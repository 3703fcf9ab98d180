import { Worker } from 'node:worker_threads'

/** Runs in a thread of its own, because a parser that hangs holds up this one. */
const WATCHING = `
  const { workerData } = require('node:worker_threads')
  const { writeSync } = require('node:fs')
  const beat = new Int32Array(workerData.shared)
  let last = -2, silent = 0
  // Seconds are counted, not read off a clock: a machine that was asleep is no parser that hangs.
  setInterval(() => {
    silent = beat[0] === last ? silent + 1 : 0
    last = beat[0]
    if (last >= 0 && silent > workerData.longest) {
      writeSync(2, workerData.name + ' hangs: ' + workerData.again + ' --at ' + last + '\\n')
      process.kill(process.pid, 'SIGKILL')
    }
  }, 1000)`

export type Watchdog = { beat(execution: number): void; end(): Promise<void> }

/** Ends this process, and names the input, where no beat comes for `longest` seconds. `again`: how to repeat the run. */
export function startWatchdog(name: string, again: string, longest: number): Watchdog {
  const shared = new SharedArrayBuffer(4)
  const beat = new Int32Array(shared)
  beat[0] = -1
  const worker = new Worker(WATCHING, { eval: true, workerData: { shared, name, again, longest } })
  worker.unref()
  return {
    beat: (execution) => {
      beat[0] = execution
    },
    end: async () => void (await worker.terminate()),
  }
}
