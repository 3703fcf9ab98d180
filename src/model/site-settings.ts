import { z } from 'zod'

/** The FTP Configuration window (all but the password, which is a secret and kept apart). */
export const SiteSettings = z.strictObject({
  /** IP address or name of the site. */
  host: z.string().trim().min(1).max(253),
  /** Folder on the site under which every file of this network lives; made if missing. '' = where the login lands. */
  homeDir: z.string().max(1000).default(''),
  username: z.string().min(1).max(255),
  /** 21 for plain and explicit TLS, 990 for implicit TLS. */
  port: z.int().min(1).max(65535).default(21),
  /** Enable SSL: 'explicit' = AUTH TLS on the plain port, 'implicit' = TLS from the first byte, 'off' = plain FTP. */
  tls: z.enum(['off', 'explicit', 'implicit']).default('explicit'),
  /** Off = active mode: the site connects back. */
  passive: z.boolean().default(true),
  /**
   * SHA-256 fingerprint (64 lower-case hex digits) of a certificate to trust although no authority vouches for it.
   * Empty = verify as a browser would.
   */
  pinnedCertificate: z.union([z.literal(''), z.string().regex(/^[0-9a-f]{64}$/)]).default(''),
})
export type SiteSettings = z.infer<typeof SiteSettings>
