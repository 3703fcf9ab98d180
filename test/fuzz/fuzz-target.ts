import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { randomFrom } from '../../src/demo/shop/random.ts'
import { hasCode } from '../../src/model/errors.ts'
import type { Prepared, Target, Verdict } from './target.ts'

/** An input that takes longer counts as a hang, milliseconds. */
const LONGEST = 2_000
/** What the heap may differ by at the end from what it was after the first quarter, bytes. */
const FLAT = 12 * 1024 * 1024

export type Fault = { why: string; execution: number; file: string; error: unknown }

export type FuzzReport = {
  name: string
  executions: number
  accepted: number
  refused: number
  seconds: number
  /** Largest heap seen, bytes. */
  peakHeap: number
  /** Heap at the end less heap after the first quarter, both just collected, bytes. */
  growth: number
  fault: Fault | null
}

export type FuzzPlan = {
  seed: string
  /** First execution: 0, or the one to do again. */
  from?: number
  /** Part of the work done, 0 to 1 and beyond. */
  done: (executions: number) => number
  /** Told before each execution. */
  beat?: (execution: number) => void
  /** Where a failing input is kept. */
  keepIn?: string
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const heapNow = (): number => {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const settledHeap = (): number => {
  collect()
  collect()
  return heapNow()
}

/** Tries one parser until the plan is done, or the first fault. */
export async function fuzzTarget(target: Target, plan: FuzzPlan): Promise<FuzzReport> {
  const folder = mkdtempSync(join(tmpdir(), `fuzz-${target.name}-`))
  const prepared = await target.prepare(folder)
  const report = emptyReport(target.name)
  const started = performance.now()
  let quarter: number | null = null
  try {
    for (let execution = plan.from ?? 0; plan.done(report.executions) < 1 && !report.fault; execution++) {
      plan.beat?.(execution)
      await execute(target, prepared, plan, execution, report)
      if (report.executions % 64 === 0) report.peakHeap = Math.max(report.peakHeap, heapNow())
      if (quarter === null && plan.done(report.executions) >= 0.25) quarter = settledHeap()
    }
    report.growth = quarter === null ? 0 : settledHeap() - quarter
    if (!report.fault && report.growth > FLAT)
      report.fault = { why: `the heap grew by ${report.growth} bytes`, execution: -1, file: '', error: null }
  } finally {
    await prepared.end?.()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  report.seconds = (performance.now() - started) / 1000
  return report
}

async function execute(
  target: Target,
  prepared: Prepared,
  plan: FuzzPlan,
  execution: number,
  report: FuzzReport,
): Promise<void> {
  const input = prepared.make(randomFrom(plan.seed, target.name, execution))
  const begun = performance.now()
  const outcome = await judge(target, prepared, input)
  const took = performance.now() - begun
  report.executions++
  const fault =
    typeof outcome === 'object' ? outcome : took > LONGEST ? { why: `it took ${took} ms`, error: null } : null
  if (fault) report.fault = { ...fault, execution, file: keep(target, plan, execution, input) }
  else if (outcome === 'accepted') report.accepted++
  else report.refused++
}

/** Runs one input. An object tells what is wrong. */
export async function judge(
  { codes }: Pick<Target, 'codes'>,
  { run }: Pick<Prepared, 'run'>,
  input: Uint8Array,
): Promise<Verdict | { why: string; error: unknown }> {
  try {
    return await run(input)
  } catch (error) {
    if (hasCode(error, ...codes)) return 'refused'
    return { why: error instanceof Error ? `${error.name}: ${error.message}` : String(error), error }
  }
}

function keep({ name }: Target, { keepIn, seed }: FuzzPlan, execution: number, input: Uint8Array): string {
  if (keepIn === undefined) return ''
  mkdirSync(keepIn, { recursive: true })
  const file = join(keepIn, `${name}-${seed}-${execution}.bin`)
  writeFileSync(file, input)
  return file
}

const emptyReport = (name: string): FuzzReport => ({
  name,
  executions: 0,
  accepted: 0,
  refused: 0,
  seconds: 0,
  peakHeap: 0,
  growth: 0,
  fault: null,
})
