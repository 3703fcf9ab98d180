import type { Command } from 'commander'
import { z } from 'zod'
import { type SiteEntry, savedPasswordFor } from '../location/site-entry.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { SiteSettings } from '../model/site-settings.ts'
import { Secret } from '../settings/secret.ts'
import type { Context } from './context.ts'
import { wholeNumber } from './whole-number.ts'

export const PASSWORD_VARIABLE = 'CENTRAL_OFFICE_FTP_PASSWORD'

/** The options of FTP Configuration: the same for `site set` and `site test`. Never the password itself. */
export function addSiteOptions(command: Command): Command {
  return command
    .option('--host <host>', 'IP address or name of the site')
    .option('--username <name>', 'the account, the same for every location')
    .option('--home-dir <folder>', 'folder on the site for the files of this network')
    .option('--port <port>', '21 by default, 990 for implicit TLS')
    .option('--tls <kind>', 'Enable SSL: off, explicit or implicit (default: explicit)')
    .option('--passive', 'passive mode (the default)')
    .option('--active', 'active mode: the site connects back')
    .option('--active-address <address>', 'active mode behind a router: the address the site is to connect to')
    .option('--active-ports <from-to>', 'active mode: ports the router lets through, e.g. 50000-50100')
    .option('--pin <fingerprint>', 'SHA-256 fingerprint of a certificate to trust; "" = none')
    .option('--plain-ok', 'yes, plain FTP: what is in clear on the way is known')
    .option('--password-stdin', `read the password from standard input (or set ${PASSWORD_VARIABLE})`)
}

/** The settings of FTP Configuration as screens and hints name them, and how they are given here. */
const optionOf: [setting: RegExp, option: string][] = [
  [/\bHost\b/, '--host HOST'],
  [/\bPort\b/, '--port PORT'],
  [/\bHome Dir\b/, '--home-dir FOLDER'],
  [/\bUsername\b/, '--username NAME'],
  [/\bPassword\b/, '--password-stdin'],
  [/turn off Enable SSL/, '--tls off'],
  [/Turn on Enable SSL/, '--tls explicit'],
  [/the kind of Enable SSL|check .*Enable SSL/, '--tls explicit|implicit'],
  [/Change Passive Mode/, '--passive|--active'],
  [/Turn on Passive Mode/, '--passive'],
  [/Turn off Passive Mode/, '--active'],
  [/trust the certificate/, '--pin FINGERPRINT'],
]

/** The command that changes the settings a hint names; '' where it names none. Hints are written for every screen. */
export const commandFor = (hint: string): string => {
  const options = optionOf.filter(([setting]) => setting.test(hint)).map(([, option]) => option)
  return options.length === 0 ? '' : `central-office site set ${options.join(' ')}`
}

const fingerprint = (text: string): string => text.replaceAll(/[:\s]/g, '').toLowerCase()

export const SiteOptions = z
  .object({
    host: SiteSettings.shape.host.optional(),
    username: SiteSettings.shape.username.optional(),
    homeDir: z.string().max(1000).optional(),
    port: wholeNumber(1, 65_535).optional(),
    tls: z.enum(['off', 'explicit', 'implicit'], 'choose off, explicit or implicit').optional(),
    passive: z.literal(true).optional(),
    active: z.literal(true).optional(),
    activeAddress: z.string().optional(),
    activePorts: z
      .string()
      .regex(/^\d+-\d+$/, 'give the first and the last port, e.g. 50000-50100')
      .transform((text) => text.split('-').map(Number))
      .optional(),
    pin: z
      .string()
      .transform(fingerprint)
      .pipe(z.string().regex(/^([0-9a-f]{64})?$/, 'a SHA-256 fingerprint has 64 hex digits'))
      .optional(),
    plainOk: z.literal(true).optional(),
    passwordStdin: z.literal(true).optional(),
  })
  .refine((given) => !(given.active && given.passive), { path: ['active'], message: 'choose --active or --passive' })
export type SiteOptions = z.infer<typeof SiteOptions>

/** True where any part of FTP Configuration was given; what is kept nowhere aside. */
export const namesSite = ({ passwordStdin: _, plainOk: __, ...given }: SiteOptions): boolean =>
  Object.values(given).some((value) => value !== undefined)

/** What the options say of FTP Configuration. */
export const entryFrom = ({ passive, active, activePorts, pin, ...given }: SiteOptions): SiteEntry => ({
  host: given.host,
  username: given.username,
  homeDir: given.homeDir,
  port: given.port,
  tls: given.tls,
  passive: active ? false : passive,
  activeAddress: given.activeAddress,
  activePorts: activePorts && { from: activePorts[0] ?? 0, to: activePorts[1] ?? 0 },
  pinnedCertificate: pin,
})

/**
 * The password for `settings`: from standard input, the environment or a question, and where none of them can be had, the saved one.
 * An empty answer keeps the saved one. That is only for the host and account it was saved for: for others it has to be
 * entered, as on the pages. Errors: USAGE where there is none at all.
 */
export async function passwordFrom(
  given: SiteOptions,
  settings: SiteSettings,
  saved: { settings: SiteSettings | null; password: Secret<string> | undefined },
  { questions }: Context,
  asks: boolean,
): Promise<Secret<string>> {
  if (given.passwordStdin) return new Secret(await questions.line())
  const inEnvironment = process.env[PASSWORD_VARIABLE]
  if (inEnvironment !== undefined) return new Secret(inEnvironment)
  const kept = savedPasswordFor(settings, saved.settings, saved.password)
  const account = `${settings.username} at ${settings.host}`
  if ((asks || !kept) && questions.canAsk) {
    const typed = await questions.ask(kept ? 'Password (Enter keeps the saved one):' : 'Password:', { hidden: true })
    if (typed !== '' || !kept) return new Secret(typed)
  }
  if (kept) return kept
  const other = saved.password ? ' The saved one is of another account, and is sent nowhere else.' : ''
  throw new CentralOfficeError('USAGE', `The password of the account ${account} is missing.${other}`, {
    hint: `Hand it over with --password-stdin, or set ${PASSWORD_VARIABLE}; it is never an argument.`,
  })
}
