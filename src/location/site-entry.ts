import { CentralOfficeError } from '../model/errors.ts'
import { SiteSettings, usualPort } from '../model/site-settings.ts'
import type { Secret } from '../settings/secret.ts'

/** FTP Configuration as somebody enters it. What is left out stays as it is saved, or as it usually is. */
export type SiteEntry = {
  [Part in keyof SiteSettings]?: SiteSettings[Part] | undefined
}

const fingerprint = (text: string): string => text.replaceAll(/[:\s]/g, '').toLowerCase()

/** What was entered, over what is saved. Errors: USAGE where host or account is still missing, or something cannot be. */
export function siteFrom(given: SiteEntry, saved: SiteSettings | null): SiteSettings {
  const host = given.host ?? saved?.host
  const username = given.username ?? saved?.username
  if (host === undefined || username === undefined)
    throw new CentralOfficeError('USAGE', `The site needs a ${host === undefined ? 'host' : 'username'}.`, {
      hint: 'Enter both: central-office site set --host HOST --username NAME',
    })
  const tls = given.tls ?? saved?.tls ?? 'explicit'
  // A change of the kind of TLS moves the port along, unless somebody chose the port.
  const kept = saved && (given.tls === undefined || given.tls === saved.tls) ? saved.port : undefined
  const { data, error } = SiteSettings.safeParse({
    ...saved,
    host,
    username,
    homeDir: given.homeDir ?? saved?.homeDir ?? '',
    port: given.port ?? kept ?? usualPort(tls),
    tls,
    passive: given.passive ?? saved?.passive ?? true,
    ...(given.activeAddress === undefined ? {} : { activeAddress: given.activeAddress }),
    ...(given.activePorts === undefined ? {} : { activePorts: given.activePorts }),
    pinnedCertificate: fingerprint(given.pinnedCertificate ?? saved?.pinnedCertificate ?? ''),
  })
  if (data) return data
  const issue = error.issues[0]
  throw new CentralOfficeError('USAGE', `The site's ${issue?.path.join('.')} cannot be used: ${issue?.message}.`, {
    hint: 'Correct it and enter it again: central-office site set --help',
    cause: error,
  })
}

/** Whether somebody still has to say that plain FTP is known for what it is. Once: what is saved was confirmed. */
export const asksAboutPlain = (settings: SiteSettings, saved: SiteSettings | null): boolean =>
  settings.tls === 'off' && !(saved?.tls === 'off' && saved.host === settings.host)

export const WHY_NOT_PLAIN =
  'Plain FTP shows the account and its password to everybody on the way; payloads stay sealed.'

/**
 * The saved password, for settings where none was entered: it goes to the host and account it was saved for and to no other.
 * Undefined where it has to be entered.
 */
export const savedPasswordFor = (
  settings: SiteSettings,
  saved: SiteSettings | null,
  password: Secret<string> | undefined,
): Secret<string> | undefined =>
  saved?.host === settings.host && saved.username === settings.username ? password : undefined
