import { isDeepStrictEqual } from 'node:util'
import { ReplicaSetup, transmitsNothing } from './replica-setup.ts'

/** A setup that came in: taken, or refused whole, with the reason for a person. */
export type SetupJudgement = { take: ReplicaSetup } | { refused: string }

/**
 * Judges a replica setup that came in from the office. What is empty, damaged, older than the present one, or says things that this
 * program does not know is refused whole: capture goes on by the present one, and no shop's edit is missed.
 */
export function judgeSetup(present: ReplicaSetup, came: unknown): SetupJudgement {
  const parsed = ReplicaSetup.safeParse(came)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const at = issue?.path.length ? ` at ${issue.path.map(String).join(', ')}` : ''
    const unknown = issue?.code === 'unrecognized_keys' ? `: ${issue.keys.join(', ')}` : ''
    return { refused: unknown ? `it says what this program does not know${at}${unknown}` : `it cannot be read${at}` }
  }
  const setup = parsed.data
  if (transmitsNothing(setup) && !transmitsNothing(present)) return { refused: 'it is empty: no table would transmit' }
  if (setup.version < present.version)
    return { refused: `its version ${setup.version} is older than the present one, ${present.version}` }
  if (setup.version === present.version && !isDeepStrictEqual(setup, present))
    return { refused: `it has the version of the present one, ${present.version}, and says something else` }
  return { take: setup }
}
