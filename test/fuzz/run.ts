/**
 * npm run fuzz -- --seconds N [--only NAME] [--seed S] [--at EXECUTION] [--input FILE]
 *
 * Feeds every parser of something from outside with inputs that are nearly right, N seconds each. Prints a line a parser; a
 * failing input is kept as a file and can be run again, by its file or by seed and execution. Exit code 1: a fault was found.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type FuzzReport, fuzzTarget, judge } from './fuzz-target.ts'
import type { Target } from './target.ts'
import { allTargets } from './targets/all-targets.ts'
import { startWatchdog } from './watchdog.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    only: { type: 'string' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
    at: { type: 'string' },
    input: { type: 'string' },
  },
})

const chosen = allTargets.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name))
if (chosen.length === 0) throw new Error(`--only takes one of ${allTargets.map(({ name }) => name).join(', ')}`)

const keepIn = join(tmpdir(), 'central-office-fuzz')
const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

const line = (cells: (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? String(cell).padEnd(20) : String(cell).padStart(11))).join(' ')

function tell(report: FuzzReport): void {
  const { name, executions, accepted, refused, seconds, peakHeap, growth, fault } = report
  console.log(
    line([
      name,
      executions,
      accepted,
      refused,
      seconds.toFixed(1),
      megabytes(peakHeap),
      megabytes(growth),
      fault ? 'FAULT' : 'ok',
    ]),
  )
  if (!fault) return
  console.log(`  ${fault.why}`)
  if (fault.error instanceof Error) console.log(fault.error.stack, fault.error.cause ?? '')
  console.log(
    `  input: ${fault.file}; again: npm run fuzz -- --only ${name} --seed ${values.seed} --at ${fault.execution}`,
  )
}

async function fuzzFor(target: Target): Promise<FuzzReport> {
  const again = `npm run fuzz -- --only ${target.name} --seed ${values.seed}`
  const watchdog = startWatchdog(target.name, again, 20)
  const until = Number(values.seconds) * 1000
  const started = performance.now()
  const once = values.at !== undefined
  try {
    return await fuzzTarget(target, {
      seed: values.seed,
      from: Number(values.at ?? 0),
      done: (executions) => (once ? executions : (performance.now() - started) / until),
      beat: watchdog.beat,
      keepIn,
    })
  } finally {
    await watchdog.end()
  }
}

async function runAgain(target: Target, file: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-again-'))
  const prepared = await target.prepare(folder)
  const outcome = await judge(target, prepared, readFileSync(file))
  console.log(outcome)
  await prepared.end?.()
  rmSync(folder, { recursive: true, force: true })
  return typeof outcome === 'string'
}

if (values.input !== undefined) {
  for (const target of chosen) if (!(await runAgain(target, values.input))) process.exitCode = 1
} else {
  console.log(`seed ${values.seed}`)
  console.log(line(['parser', 'executions', 'accepted', 'refused', 'seconds', 'peak MB', 'growth MB', '']))
  for (const target of chosen) {
    const report = await fuzzFor(target)
    tell(report)
    if (report.fault) process.exitCode = 1
  }
}
