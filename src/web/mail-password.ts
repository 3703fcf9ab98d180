import { savedMailPassword } from '../location/notices/send-notice.ts'
import type { OpenHome } from '../location/open-home.ts'
import type { Notices } from '../model/notices.ts'
import { Secret } from '../settings/secret.ts'
import { FieldFault } from './http/error-body.ts'

/** The password for the mail account of these notices: what was typed, or the saved one. Errors: a FieldFault where it has to be typed. */
export function mailPasswordFor(
  { settings, secrets }: Pick<OpenHome, 'settings' | 'secrets'>,
  { mail }: Pick<Notices, 'mail'>,
  typed: string | undefined,
): Secret<string> | undefined {
  if (typed !== undefined) return new Secret(typed)
  const saved = savedMailPassword(mail, settings.notices?.mail ?? null, secrets.mailPassword)
  if (mail !== null && mail.username !== '' && saved === undefined)
    throw new FieldFault({ mailPassword: 'enter the password of the mail account' })
  return saved
}
