import type { Secret } from '../../settings/secret.ts'
import { type Mail, sendMail } from './mail.ts'
import type { Notice } from './notice-text.ts'
import { callWebhook } from './webhook.ts'

/** The ways a notice goes; null: not set up. */
export type Ways = { mail: Mail | null; webhook: Secret<string> | null }

/** Sends a notice every way that is set up. `sent`: by at least one; `faults`: of the others. */
export async function sendNotice(
  notice: Notice,
  { mail, webhook }: Ways,
  password: Secret<string> | undefined,
  signal?: AbortSignal,
): Promise<{ sent: boolean; faults: Error[] }> {
  const ways = [
    ...(mail === null ? [] : [() => sendMail(notice, mail, password, signal)]),
    ...(webhook === null ? [] : [() => callWebhook(notice, webhook, signal)]),
  ]
  const ends = await Promise.allSettled(ways.map((way) => way()))
  return {
    sent: ends.some(({ status }) => status === 'fulfilled'),
    faults: ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : [])),
  }
}

/** The saved password goes to the mail server and account it was saved for, and to no other. */
export const savedMailPassword = (
  mail: Mail | null,
  saved: Mail | null,
  password: Secret<string> | undefined,
): Secret<string> | undefined =>
  mail !== null && saved !== null && mail.host === saved.host && mail.username === saved.username ? password : undefined
