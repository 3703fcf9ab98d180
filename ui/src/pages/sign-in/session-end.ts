import type { SessionEnd } from '../../../../src/web/contract/session.ts'
import { hasDraft } from '../../pieces/use-draft.ts'

/** In this tab: somebody was signed in here. */
const KEPT = 'signed-in'

export const noteSignedIn = (): void => sessionStorage.setItem(KEPT, 'yes')

const words: Record<SessionEnd, string> = {
  idle: 'You were signed out because nothing was done here for 12 hours.',
  old: 'You were signed out because a sign-in lasts 7 days at most.',
  password: 'You were signed out because the password was changed.',
  restart: 'You were signed out because Central Office was started again.',
  'signed out': 'You have signed out in another tab or window.',
}

/** Why somebody who was signed in meets the sign-in, and whether what they typed is still there; '' where nobody was. */
export function endText(end: SessionEnd | null): string {
  const was = end ?? (sessionStorage.getItem(KEPT) === null ? null : 'signed out')
  if (was === null) return ''
  return hasDraft()
    ? `${words[was]} What you typed is still there once you sign in again, apart from passwords.`
    : words[was]
}
