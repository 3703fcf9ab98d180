import { CentralOfficeError } from '../../model/errors.ts'
import type { Notices } from '../../model/notices.ts'
import type { Secret } from '../../settings/secret.ts'
import type { Notice } from './notice-text.ts'

export type Mail = NonNullable<Notices['mail']>

const PATIENCE = 20_000

/** Errors: NOTICE_NOT_SENT. */
export async function sendMail(
  notice: Notice,
  mail: Mail,
  password: Secret<string> | undefined,
  signal?: AbortSignal,
): Promise<void> {
  // Loaded here alone: most locations never send a mail.
  const { createTransport } = await import('nodemailer')
  const { host, port, tls, username, from, to } = mail
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'explicit',
    ignoreTLS: tls === 'off',
    tls: { minVersion: 'TLSv1.2' },
    ...(username === '' ? {} : { auth: { user: username, pass: password?.reveal() ?? '' } }),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    dnsTimeout: PATIENCE,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: { name: 'Central Office', address: from },
      to,
      subject: `Central Office: ${notice.title}`,
      text: `${notice.text}\n\nTold by ${notice.location} on ${new Date(notice.at).toString()}\n`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    throw notSent(host, error)
  } finally {
    transport.close()
  }
}

/** What the server says may hold the account's name, or more: only its number is told. */
function notSent(host: string, cause: unknown): CentralOfficeError {
  const { code = '', responseCode } = cause as { code?: string; responseCode?: number }
  const answered = responseCode === undefined ? '' : ` (it answers ${responseCode})`
  const [why, hint] = whys[code] ?? [`does not take the mail${answered}`, 'Look at the settings of the mail account.']
  return new CentralOfficeError('NOTICE_NOT_SENT', `The mail server ${host} ${why}.`, { hint, retryable: true, cause })
}

const whys: Record<string, [why: string, hint: string]> = {
  EAUTH: [
    'refuses the user name or the password',
    'Enter both again. Some providers want a password made for programs.',
  ],
  EDNS: ['is not known', 'Check its name.'],
  ECONNECTION: ['cannot be reached', 'Check its name and port.'],
  ESOCKET: ['cannot be reached, or its certificate is not trusted', 'Check its name, its port and the encryption.'],
  ETIMEDOUT: [
    'does not answer',
    'Check its name and port; port and encryption belong together (587 STARTTLS, 465 TLS).',
  ],
  ETLS: ['does not offer encryption', 'Choose the encryption that the provider names.'],
  EENVELOPE: ['refuses the address of the sender or of a receiver', 'Check the addresses.'],
}
