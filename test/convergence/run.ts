import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runSideBySide } from './run-side-by-side.ts'
import { replay } from './simulate.ts'

/**
 * npm run test:convergence -- --runs N --seed S : runs the histories of the seeds S, S + 1 ... in as many processes as the
 * machine has cores (`--workers N`), and prints a story for each that fails. `--stop`: ends at the first failure, and makes no
 * story of it shorter. ABOUT=program in the environment: only histories about that (`plan-arbitrary.ts`). `--replay FILE`: tells the story of a history that was printed "as data".
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
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
let done = 0
const failed: number[] = []
const tellProgress = () =>
  tell(`${done} runs, ${failed.length} failed, ${((done * 1000) / (performance.now() - started)).toFixed(1)} a second`)

tell(`${runs} runs from seed ${firstSeed}`)
await runSideBySide({
  runs,
  firstSeed,
  workers: Number(values.workers),
  ...(values.stop ? { shrinking: 0 } : {}),
  ended: ({ seed, failure }) => {
    done++
    if (failure !== null) {
      failed.push(seed)
      tell(`\nfailed after ${seed - firstSeed + 1} runs: ${failure}\n`)
    }
    if (performance.now() - told >= PROGRESS) {
      told = performance.now()
      tellProgress()
    }
    return failed.length === 0 || !values.stop
  },
})
tellProgress()
tell(
  `seeds ${firstSeed} to ${firstSeed + done - 1}${failed.length > 0 ? `; failed: ${failed.sort((a, b) => a - b).join(', ')}` : ''}`,
)
process.exitCode = failed.length > 0 ? 1 : 0
