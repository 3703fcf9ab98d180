import type { CentralOfficeError } from '../../model/errors.ts'
import type { Secret } from '../../settings/secret.ts'
import { testNotice } from './notice-text.ts'
import { sendNotice, type Ways } from './send-notice.ts'

/** Per way that is set up: '' = sent; else why not, and what to do. Null: it is not set up. */
export type Tried = { mail: string | null; webhook: string | null }

/** Sends a test notice every way that is set up. `location`: the name of the location that tells it. */
export async function tryNotices(
  { mail, webhook }: Ways,
  password: Secret<string> | undefined,
  location: string,
): Promise<Tried> {
  const notice = testNotice(location, Date.now())
  const [byMail, byWebhook] = await Promise.all([
    mail === null ? null : sendNotice(notice, { mail, webhook: null }, password),
    webhook === null ? null : sendNotice(notice, { mail: null, webhook }, undefined),
  ])
  return { mail: endOf(byMail), webhook: endOf(byWebhook) }
}

function endOf(end: Awaited<ReturnType<typeof sendNotice>> | null): string | null {
  if (end === null) return null
  const [fault] = end.faults as CentralOfficeError[]
  return fault === undefined ? '' : `${fault.message} ${fault.hint}`
}
