import type { Command } from 'commander'
import { z } from 'zod'
import { CentralOfficeError } from '../model/errors.ts'
import { Notices, WebhookAddress } from '../model/notices.ts'
import { Secret } from '../settings/secret.ts'
import type { Context } from './context.ts'
import { wholeNumber } from './whole-number.ts'

const MAIL_PASSWORD_VARIABLE = 'CENTRAL_OFFICE_MAIL_PASSWORD'

/** Never the password itself. */
export const addNoticeOptions = (command: Command): Command =>
  command
    .option(
      '--silent-hours <hours>',
      'office: tell when a store has not been heard of for so many hours; "off" = do not',
    )
    .option('--left-out-tables <on|off>', 'tell when a table does not transmit; on by default')
    .option('--failures <times>', 'tell when so many transmissions failed one after the other; "off" = do not')
    .option('--mail-host <host>', 'mail server that notices are sent through')
    .option('--mail-port <port>', '587 by default, 465 for implicit TLS')
    .option('--mail-tls <kind>', 'explicit (STARTTLS, demanded; the default), implicit or off')
    .option('--mail-username <name>', 'account at the mail server; "" = none')
    .option('--from <address>', 'address of the sender')
    .option('--to <addresses>', 'who is told: owner@example.com,second@example.com')
    .option(
      '--password-stdin',
      `read the password of the mail account from standard input (or set ${MAIL_PASSWORD_VARIABLE})`,
    )
    .option('--no-mail', 'send no e-mail any more')
    .option('--webhook <address>', 'web address that gets one JSON document by POST for every notice')
    .option('--webhook-stdin', 'the same, from standard input: where the address holds a key')
    .option('--no-webhook', 'tell no web address any more')

const Mail = Notices.shape.mail.unwrap().unwrap()
const offOr = <T extends z.ZodType<number>>(number: T) => z.union([z.literal('off').transform(() => null), number])

export const NoticeOptions = z
  .object({
    silentHours: offOr(wholeNumber(1, 8760, 'expected a whole number of hours from 1 to 8760, or off')).optional(),
    failures: offOr(wholeNumber(1, 1000, 'expected a whole number from 1 to 1000, or off')).optional(),
    leftOutTables: z.enum(['on', 'off'], 'choose on or off').optional(),
    mailHost: Mail.shape.host.optional(),
    mailPort: wholeNumber(1, 65_535).optional(),
    mailTls: z.enum(['explicit', 'implicit', 'off'], 'choose explicit, implicit or off').optional(),
    mailUsername: z.string().trim().max(255).optional(),
    from: Mail.shape.from.optional(),
    to: z
      .string()
      .transform((text) => text.split(',').map((address) => address.trim()))
      .pipe(Mail.shape.to)
      .optional(),
    passwordStdin: z.literal(true).optional(),
    mail: z.boolean().default(true),
    webhook: z.union([z.literal(false), WebhookAddress]).optional(),
    webhookStdin: z.literal(true).optional(),
  })
  .refine((given) => !(given.passwordStdin && given.webhookStdin), {
    path: ['webhookStdin'],
    message: 'standard input holds one secret: give --password-stdin and --webhook-stdin one after the other',
  })
export type NoticeOptions = z.infer<typeof NoticeOptions>

/** True where anything about the mail was given. */
export const namesMail = ({
  mailHost,
  mailPort,
  mailTls,
  mailUsername,
  from,
  to,
  passwordStdin,
}: NoticeOptions): boolean =>
  [mailHost, mailPort, mailTls, mailUsername, from, to, passwordStdin].some((value) => value !== undefined)

/** What the options say, over what is saved. Errors: USAGE. */
export function noticesFrom(given: NoticeOptions, saved: Notices): Notices {
  const { data, error } = Notices.safeParse({
    silentHours: given.silentHours === undefined ? saved.silentHours : given.silentHours,
    failures: given.failures === undefined ? saved.failures : given.failures,
    leftOut: given.leftOutTables === undefined ? saved.leftOut : given.leftOutTables === 'on',
    mail: given.mail ? mailFrom(given, saved.mail) : null,
  })
  if (data) return data
  throw unusable(error, error.issues[0]?.path.join('.') ?? '')
}

/** The web address that was named now: null = none any more, undefined = the saved one stays. Errors: USAGE. */
export async function webhookFrom(given: NoticeOptions, { questions }: Context): Promise<string | null | undefined> {
  if (!given.webhookStdin) return given.webhook === false ? null : given.webhook
  const { data, error } = WebhookAddress.safeParse(await questions.line())
  if (error) throw unusable(error, 'The web address')
  return data
}

const unusable = (error: z.ZodError, what: string) =>
  new CentralOfficeError('USAGE', `${what} cannot be used: ${error.issues[0]?.message}.`, {
    hint: 'See how it is used with: central-office notices set --help',
    cause: error,
  })

function mailFrom(given: NoticeOptions, saved: Notices['mail']): Notices['mail'] {
  if (!namesMail(given)) return saved
  const host = given.mailHost ?? saved?.host
  const from = given.from ?? saved?.from
  const to = given.to ?? saved?.to
  if (host === undefined || from === undefined || to === undefined)
    throw new CentralOfficeError('USAGE', 'An e-mail needs a mail server, a sender and somebody to get it.', {
      hint: 'Name them: central-office notices set --mail-host HOST --from ADDRESS --to ADDRESS',
    })
  const tls = given.mailTls ?? saved?.tls ?? 'explicit'
  // Another kind of TLS moves the port along, unless somebody chose it.
  const kept = saved && tls === saved.tls ? saved.port : undefined
  return {
    host,
    port: given.mailPort ?? kept ?? (tls === 'implicit' ? 465 : 587),
    tls,
    username: given.mailUsername ?? saved?.username ?? '',
    from,
    to,
  }
}

/**
 * The password of the mail account that was handed over now; undefined: none was, and the saved one stays, `kept`, where it is for
 * this server and account. Errors: USAGE where there is none at all.
 */
export async function mailPasswordFrom(
  given: NoticeOptions,
  username: string,
  kept: Secret<string> | undefined,
  { questions }: Context,
): Promise<Secret<string> | undefined> {
  if (given.passwordStdin) return new Secret(await questions.line())
  const inEnvironment = process.env[MAIL_PASSWORD_VARIABLE]
  if (inEnvironment !== undefined) return new Secret(inEnvironment)
  if (kept !== undefined || username === '') return undefined
  if (questions.canAsk) return new Secret(await questions.ask('Password of the mail account:', { hidden: true }))
  throw new CentralOfficeError('USAGE', 'The password of the mail account is missing.', {
    hint: `Hand it over with --password-stdin, or set ${MAIL_PASSWORD_VARIABLE}; it is never an argument.`,
  })
}
