import { parseArgs } from 'node:util'
import { z } from 'zod'
import { CentralOfficeError } from '../src/model/errors.ts'

/** All but 'growth', which repeats much of the others, run unless one is named. */
export const benchmarkNames = [
  'load',
  'writes',
  'day',
  'conflicts',
  'memory',
  'office',
  'site',
  'verify',
  'recover',
  'growth',
] as const

const whole = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number)

const Options = z.strictObject({
  /** About how many rows the shop has. Below 1,000 fixed costs are all one sees. */
  size: whole.pipe(z.int().min(1_000).max(50_000_000)).default(100_000),
  /** How often everything is measured; the table shows medians. */
  runs: whole.pipe(z.int().min(1).max(99)).default(3),
  /** One benchmark instead of all but 'growth'. */
  only: z.enum(benchmarkNames).optional(),
  /** Fetches the peers that are no packages of this project, and measures nothing. */
  peers: z.boolean().default(false),
  /** Prints JSON with every single measurement instead of the table. */
  json: z.boolean().default(false),
})
export type BenchOptions = z.infer<typeof Options>

/** What the command line asks for. Throws USAGE. */
export const readOptions = (args: string[]): BenchOptions => {
  try {
    const { values } = parseArgs({
      args,
      options: {
        size: { type: 'string' },
        runs: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'boolean' },
        peers: { type: 'boolean' },
      },
    })
    return Options.parse({ ...values })
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message
    throw new CentralOfficeError('USAGE', `The benchmarks cannot start: ${reason}`, {
      hint: `npm run bench -- [--size ROWS] [--runs N] [--only ${benchmarkNames.join('|')}] [--json], or once: npm run bench -- --peers`,
      cause: error,
    })
  }
}
