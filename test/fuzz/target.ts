import type { Random } from '../../src/demo/shop/random.ts'
import type { ErrorCode } from '../../src/model/errors.ts'

/** What a parser made of an input. Everything else it does is a fault. */
export type Verdict = 'accepted' | 'refused'

/** A parser of something from outside, with inputs to try it on and a check of what it accepts. */
export type Target = {
  name: string
  /** Refusals that are meant to be; any other error is a fault. */
  codes: readonly ErrorCode[]
  /** Executions in the default test run; 0: too slow for it. */
  smoke: number
  /** `folder` is empty, the target's own, and removed afterwards. */
  prepare(folder: string): Promise<Prepared>
}

export type Prepared = {
  /** The next input; the same draws give the same input, but for what is sealed with fresh randomness. */
  make(random: Random): Uint8Array
  /** Parses the input. Throws the parser's refusal, and an AssertionError where what was accepted is not sound. */
  run(input: Uint8Array): Verdict | Promise<Verdict>
  end?(): Promise<void>
}
