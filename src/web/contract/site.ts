import { z } from 'zod'
import { SiteSettings } from '../../model/site-settings.ts'
import { Time } from './words.ts'

/** FTP Configuration as it is saved, without the password. */
export const SavedSite = z.strictObject({
  settings: z
    .strictObject({
      host: z.string(),
      homeDir: z.string(),
      username: z.string(),
      port: z.int(),
      tls: z.enum(['off', 'explicit', 'implicit']),
      passive: z.boolean(),
      activeAddress: z.string().optional(),
      activePorts: z.strictObject({ from: z.int(), to: z.int() }).optional(),
      pinnedCertificate: z.string(),
    })
    .nullable(),
  passwordSet: z.boolean(),
  settingsCode: z.string().nullable(),
  /** Short names of what the site is known not to do: 'no rename'. */
  limits: z.array(z.string()),
})
export type SavedSite = z.infer<typeof SavedSite>

/**
 * FTP Configuration as it is typed. A password that is left out is the saved one; a saved password goes to no other host
 * than the one it was saved for. `port` left out: the usual one.
 */
export const SiteEntry = z.strictObject({
  host: z.string().max(1000),
  homeDir: z.string().max(2000).optional(),
  username: z.string().max(1000),
  port: z.int('a port is a whole number').min(1, 'a port is 1 to 65535').max(65_535, 'a port is 1 to 65535').optional(),
  tls: SiteSettings.shape.tls.unwrap().optional(),
  passive: z.boolean().optional(),
  activeAddress: z.string().max(100).optional(),
  activePorts: z.strictObject({ from: z.int(), to: z.int() }).optional(),
  pinnedCertificate: z.string().max(200).optional(),
  password: z.string().max(1000).optional(),
  /** A person knows that plain FTP shows the account to everybody on the way. Demanded once with `tls: 'off'`. */
  plainOk: z.boolean().optional(),
})
export type SiteEntry = z.infer<typeof SiteEntry>

export const CertificateFacts = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  validFrom: Time,
  validUntil: Time,
  /** SHA-256, 64 lower-case hex digits: what `pinnedCertificate` takes. */
  fingerprint: z.string(),
  trusted: z.boolean(),
  /** Why not, '' where trusted. */
  problem: z.string(),
})
export type CertificateFacts = z.infer<typeof CertificateFacts>

export const ProbeStep = z.strictObject({
  name: z.string(),
  ok: z.union([z.boolean(), z.enum(['limited', 'skipped'])]),
  milliseconds: z.int(),
  /** What was found, one sentence. */
  detail: z.string(),
  /** What to do or to ask the hosting provider for; '' where nothing. */
  remedy: z.string(),
  limit: z.string(),
})
export type ProbeStep = z.infer<typeof ProbeStep>

/** The names of all steps in the order they come, for a list that shows what is still to come. */
export const ProbeStarted = z.strictObject({ id: z.string(), steps: z.array(z.string()) })
export type ProbeStarted = z.infer<typeof ProbeStarted>

export const ProbeResult = z.strictObject({
  verdict: z.enum(['ready', 'works with limits', 'not usable']),
  /** The verdict as a sentence. */
  text: z.string(),
  steps: z.array(ProbeStep),
  limits: z.array(z.string()),
  certificate: CertificateFacts.nullable(),
  /** Milliseconds to add to this computer's clock to get the site's. */
  clockOffset: z.number().nullable(),
  freeBytes: z.number().nullable(),
  settingsCode: z.string(),
})
export type ProbeResult = z.infer<typeof ProbeResult>

/** What the site presents. `known` = the one that is pinned now, '' = none is. */
export const SiteCertificate = z.strictObject({ certificate: CertificateFacts.nullable(), pinned: z.string() })
export type SiteCertificate = z.infer<typeof SiteCertificate>
