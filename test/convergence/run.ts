import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { replay, simulate } from './simulate.ts'

/**
 * npm run test:convergence -- --runs N --seed S : runs the histories of the seeds S, S + 1 ... and prints a story for each that
 * fails. `--stop`: ends at the first failure, and makes no story of it shorter. `--replay FILE`: tells the story of a history
 * that was printed "as data".
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    replay: { type: 'string' },
    stop: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const firstSeed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : Number(values.seed)
/** Between two lines of progress, milliseconds. */
const PROGRESS = 5000

const tell = (line: string) => process.stdout.write(`${line}\n`)
if (values.replay !== undefined) {
  tell(await replay(JSON.parse(readFileSync(values.replay, 'utf8'))))
  process.exit()
}
const started = performance.now()
let told = started
let failed = 0
tell(`${runs} runs from seed ${firstSeed}`)
for (let done = 1; done <= runs; done++) {
  const failure = await simulate(firstSeed + done - 1, values.stop ? { shrinking: 0 } : {})
  if (failure) {
    failed++
    tell(`\nfailed after ${done} runs: ${failure}\n`)
    if (values.stop) break
  }
  const now = performance.now()
  if (now - told < PROGRESS && done < runs) continue
  told = now
  tell(`${done} runs, ${failed} failed, ${((done * 1000) / (now - started)).toFixed(1)} a second`)
}
process.exitCode = failed > 0 ? 1 : 0
