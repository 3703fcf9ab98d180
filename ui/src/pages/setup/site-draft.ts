import type { SavedSite, SiteEntry } from '../../../../src/web/contract/site.ts'

/** FTP Configuration as it stands in the dialog, without the password, which no draft keeps. */
export type SiteDraft = {
  host: string
  homeDir: string
  username: string
  /** '' = the usual one. */
  port: number | ''
  tls: 'off' | 'explicit' | 'implicit'
  passive: boolean
  activeAddress: string
  activeFrom: number | ''
  activeTo: number | ''
  pinnedCertificate: string
  plainOk: boolean
}

export const usualPort = (tls: SiteDraft['tls']): number => (tls === 'implicit' ? 990 : 21)

export const draftOf = ({ settings }: SavedSite): SiteDraft => ({
  host: settings?.host ?? '',
  homeDir: settings?.homeDir ?? '',
  username: settings?.username ?? '',
  port: settings === null || settings.port === usualPort(settings.tls) ? '' : settings.port,
  tls: settings?.tls ?? 'explicit',
  passive: settings?.passive ?? true,
  activeAddress: settings?.activeAddress ?? '',
  activeFrom: settings?.activePorts?.from ?? '',
  activeTo: settings?.activePorts?.to ?? '',
  pinnedCertificate: settings?.pinnedCertificate ?? '',
  plainOk: settings?.tls === 'off',
})

/** What goes to the server; an empty password stands for the saved one. */
export const entryOf = (draft: SiteDraft, password: string): SiteEntry => ({
  host: draft.host,
  homeDir: draft.homeDir,
  username: draft.username,
  ...(draft.port === '' ? {} : { port: draft.port }),
  tls: draft.tls,
  passive: draft.passive,
  ...(draft.passive || draft.activeAddress === '' ? {} : { activeAddress: draft.activeAddress }),
  ...(draft.passive || draft.activeFrom === '' || draft.activeTo === ''
    ? {}
    : { activePorts: { from: draft.activeFrom, to: draft.activeTo } }),
  pinnedCertificate: draft.tls === 'off' ? '' : draft.pinnedCertificate,
  ...(password === '' ? {} : { password }),
  ...(draft.tls === 'off' && draft.plainOk ? { plainOk: true } : {}),
})

/** What can be said before anything is sent. */
export const siteFaults = (draft: SiteDraft, password: string, passwordSet: boolean): Record<string, string> => ({
  ...(draft.host.trim() === '' ? { host: 'Enter the name or address of the site.' } : {}),
  ...(draft.username.trim() === '' ? { username: 'Enter the user name of the account.' } : {}),
  ...(password === '' && !passwordSet ? { password: 'Enter the password of the account.' } : {}),
  ...(draft.tls === 'off' && !draft.plainOk ? { plainOk: 'Tick this to go on without encryption.' } : {}),
})
