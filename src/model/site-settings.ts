import { isIP } from 'node:net'
import { z } from 'zod'

const MOST_PORT = 65_535

/** The port of a site that names none: 21 for plain FTP and explicit TLS, 990 for implicit TLS (RFC 4217, IANA). */
export const usualPort = (tls: 'off' | 'explicit' | 'implicit'): number => (tls === 'implicit' ? 990 : 21)

/** The mark of a port that was left out; never to be seen outside of this file. */
const LEFT_OUT = 0

const label = '[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_-]{0,61}[\\p{L}\\p{N}_])?'
const hostName = new RegExp(`^${label}(?:\\.${label})*\\.?$`, 'u')

/** Why this cannot be a host; undefined where it can: a name, an IPv4 or an IPv6 address. */
const hostFault = (host: string): string | undefined => {
  if (isIP(host) !== 0) return undefined
  if (host.includes('@')) return 'leave out what stands before the "@": the account goes into Username'
  if (/^[a-z]+:\/\//i.test(host)) return 'leave out what stands before and with "://": only the name or address'
  if (/[/\\]/.test(host)) return 'leave out the "/" and what follows: a folder goes into Home Dir'
  if (/\s/.test(host)) return 'a name or address holds no spaces'
  if (/^[^:]+:\d+$/.test(host)) return 'leave out the ":" and what follows: the port goes into Port'
  if (/^[\d.]+$/.test(host)) return 'that is no IP address: an IPv4 address has four numbers from 0 to 255'
  return hostName.test(host) ? undefined : 'expected a name such as ftp.example.com, or an IP address'
}

const Host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  // [2001:db8::1] is how an address stands in links; the brackets are no part of it.
  .overwrite((host) => (host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host))
  .superRefine((host, context) => {
    const fault = hostFault(host)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, input: host })
  })

/** A line break would end the command it stands in. */
const oneLine = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must not hold line breaks or other control characters')

const PortRange = z
  .strictObject({ from: z.int().min(1024).max(MOST_PORT), to: z.int().min(1024).max(MOST_PORT) })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be lower than the first port' })

/** The FTP Configuration window (all but the password, which is a secret and kept apart). */
export const SiteSettings = z
  .strictObject({
    /** IP address or name of the site. */
    host: Host,
    /**
     * Folder on the site under which every file of this network lives, of any depth; made if missing. Relative to where
     * the login lands, or absolute (`/` first). '' = where the login lands.
     */
    homeDir: oneLine(1000).default(''),
    username: oneLine(255).min(1),
    /** Left out: 21 for plain and explicit TLS, 990 for implicit TLS. */
    port: z.int().min(1).max(MOST_PORT).default(LEFT_OUT),
    /** Enable SSL: 'explicit' = AUTH TLS on the plain port, 'implicit' = TLS from the first byte, 'off' = plain FTP. */
    tls: z.enum(['off', 'explicit', 'implicit']).default('explicit'),
    /** Off = active mode: the site connects back. */
    passive: z.boolean().default(true),
    /**
     * Active mode behind a router: the IP address the site is told to connect to. Left out: the one this computer has on
     * its connection to the site. Like `activePorts` a matter of one location, and left out of the file where not set,
     * so that older programs read it.
     */
    activeAddress: z
      .string()
      .trim()
      .refine((address) => isIP(address) !== 0, 'expected an IP address')
      .optional(),
    /** Active mode: ports the router lets through, both included. One a transfer at a time is enough. Left out: any free port. */
    activePorts: PortRange.optional(),
    /**
     * SHA-256 fingerprint (64 lower-case hex digits) of a certificate to trust although no authority vouches for it.
     * Empty = verify as a browser would.
     */
    pinnedCertificate: z.union([z.literal(''), z.string().regex(/^[0-9a-f]{64}$/)]).default(''),
  })
  .overwrite((settings) => (settings.port === LEFT_OUT ? { ...settings, port: usualPort(settings.tls) } : settings))
export type SiteSettings = z.infer<typeof SiteSettings>
