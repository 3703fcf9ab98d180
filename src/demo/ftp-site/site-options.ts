import type { SecureContext } from 'node:tls'
import { z } from 'zod'
import type { Fault, Faults } from './faults.ts'

/** Ways in which a site may be poorer than it should be, until it is changed. All off by default. */
const switches = {
  /** MLSD and MLST are unknown. */
  noMlsd: z.boolean().default(false),
  /** Nothing can be renamed (550). */
  noRename: z.boolean().default(false),
  /** A file that is there cannot be written again or renamed over (553). */
  noOverwrite: z.boolean().default(false),
  /** Nothing can be deleted (550). */
  noDelete: z.boolean().default(false),
  /** Nothing can be changed (550). */
  readOnly: z.boolean().default(false),
  /** EPSV and EPRT are unknown. */
  noEpsv: z.boolean().default(false),
  /** EPSV names a port that a firewall keeps shut; the one of PASV is open. */
  shutEpsv: z.boolean().default(false),
  /** Passive mode is switched off: EPSV and PASV are refused (550), as by vsftpd with `pasv_enable=NO`. */
  noPassive: z.boolean().default(false),
  /** Active mode is switched off: EPRT and PORT are refused (550), as by vsftpd with `port_enable=NO`. */
  noActive: z.boolean().default(false),
  /** Transfers cannot be resumed (502). */
  noRest: z.boolean().default(false),
  /** Names are kept, and looked for, in lower case. */
  caseFolding: z.boolean().default(false),
  /** Listings show every name in capitals; files are found by any letters, as with `caseFolding`. */
  capitals: z.boolean().default(false),
  /** An upload arrives as `.in.NAME.` and is renamed at its end; such a file that was left blocks its name (550), as with ProFTPD. */
  hiddenStores: z.boolean().default(false),
  /** An upload to a name that is there is kept as `NAME.1`, with 226, as with Pure-FTPd. */
  autoRename: z.boolean().default(false),
  /** The greeting takes several lines. */
  multilineGreeting: z.boolean().default(false),
  /** Each reply is sent one byte at a time. */
  slicedReplies: z.boolean().default(false),
}

export const FtpSiteOptions = z.strictObject({
  /** Folder to serve, made if missing. Default: a new temporary folder, removed when the site closes. */
  root: z.string().min(1).optional(),
  /** 0 = any free port. */
  port: z.int().min(0).max(65535).default(0),
  /** Loopback only: the site must never be within reach of another machine. */
  host: z.enum(['127.0.0.1', '::1']).default('127.0.0.1'),
  /** 'explicit' offers AUTH TLS, 'implicit' speaks TLS from the first byte. */
  tls: z.enum(['off', 'explicit', 'implicit']).default('off'),
  username: z.string().min(1).default('central-office'),
  /** Default: a random one. */
  password: z.string().min(1).optional(),
  /** Nobody signs in or transfers without TLS (530, 522). */
  requireTls: z.boolean().default(false),
  /** As if injected before the first connection. */
  faults: z.array(z.custom<Fault>()).default([]),
  /** How far the site's clock is ahead of this machine's, milliseconds. */
  clockOffset: z.int().default(0),
  /** 421 for everyone beyond so many connections at once. */
  maxConnections: z.int().min(1).optional(),
  /** Told every command as it arrives, the password masked. */
  onCommand: z.custom<(line: string) => void>((value) => typeof value === 'function').optional(),
  ...switches,
})
export type FtpSiteOptions = z.input<typeof FtpSiteOptions>

export type Switch = keyof typeof switches

/** What may become otherwise while the site runs. */
export type Changeable = { [Name in Switch]?: boolean } & { clockOffset?: number; maxConnections?: number | undefined }

/** What every visitor of a running site meets. */
export type SiteSetup = Readonly<
  Omit<z.output<typeof FtpSiteOptions>, 'faults'> & {
    /** Real path. */
    root: string
    password: string
    faults: Faults
    /** Undefined: no TLS. */
    secureContext: SecureContext | undefined
    /** Every command as it arrived, the password masked. */
    commands: string[]
  }
>
