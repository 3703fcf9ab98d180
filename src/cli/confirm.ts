import { CentralOfficeError } from '../model/errors.ts'
import type { Context } from './context.ts'

/**
 * Asks once more before something that cannot be undone; `yes`: it was confirmed on the command line. Errors: USAGE with `what` would
 * happen, where nobody can be asked; CANCELLED.
 */
export async function confirm({ questions, note }: Context, what: string[], yes: boolean): Promise<void> {
  if (yes) return
  if (!questions.canAsk)
    throw new CentralOfficeError('USAGE', what.join(' '), {
      hint: 'Nothing was changed. If that is what you want, say so with --yes.',
    })
  for (const line of what) note(line)
  const answer = await questions.ask('Go on? (yes/no)')
  if (!/^y(es)?$/i.test(answer.trim()))
    throw new CentralOfficeError('CANCELLED', 'It was not confirmed.', {
      hint: 'Nothing was changed.',
      retryable: true,
    })
}
