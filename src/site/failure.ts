import { FTPError } from 'basic-ftp'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import { classifyReply } from './classify-reply.ts'
import { UnknownListing } from './list-lines.ts'
import { attempts, type Doing, explanations, type Reason } from './reasons.ts'

/** `site` as people know it, host:port. `path` on the site, where a file or folder is meant. */
export type FailureContext = { doing: Doing; site: string; path?: string | undefined }

/** Raised where the sign-in worked but the second connection, the one that carries files, did not. */
export class DataConnectionError extends Error {
  constructor(cause: unknown) {
    super('No data connection', { cause })
    this.name = 'DataConnectionError'
  }
}

/** The site does not take part in the way of opening data connections that was asked for; `cause` is what it said. */
export class DataModeRefused extends DataConnectionError {
  readonly passive: boolean

  constructor(passive: boolean, cause: FTPError) {
    super(cause)
    this.passive = passive
  }
}

/** What to throw where the site refused a command that asks for a data connection. */
export const refusedDataMode = (passive: boolean, error: unknown): unknown =>
  // 4xx passes, and TLS that is missing has a remedy of its own.
  error instanceof FTPError && error.code >= 500 && classifyReply(error.code, error.message, 'ask') !== 'tls-required'
    ? new DataModeRefused(passive, error)
    : error

/** Turns whatever went wrong into the error people see. Pure; a CentralOfficeError is handed back as it is. */
export const explainFailure = (error: unknown, context: FailureContext): CentralOfficeError =>
  error instanceof CentralOfficeError ? error : explainReason(reasonOf(error, context.doing), context, error)

/** The same for a reason that is already known. */
export const explainReason = (reason: Reason, context: FailureContext, cause?: unknown): CentralOfficeError => {
  const { code, why, hint, ...explained } = explanations[reason]
  // Where the connection goes as TLS is asked for, the site or a firewall may not want it, or the line was simply lost.
  const retryable = explained.retryable || (reason === 'tls-failed' && wasLost(describe(cause).message))
  const refusal = cause instanceof DataModeRefused ? cause.cause : cause
  const said =
    refusal instanceof FTPError
      ? ` (the site said: ${quotable(refusal.message)})`
      : cause instanceof UnknownListing
        ? `: "${quotable(cause.line)}"`
        : ''
  const message = `${attempts[context.doing](context.path)} the site ${context.site}: ${why}${said}.`
  return new CentralOfficeError(code, message, { hint, retryable, cause })
}

/**
 * What the site said is about this one file or folder, as far as can be told from it; the connection is as good as before. 426 ends
 * a transfer, not the connection.
 */
export const concernsFile = (error: unknown): error is CentralOfficeError =>
  hasCode(error, 'SITE_MISSING_FILE', 'SITE_DAMAGED_FILE', 'SITE_FORBIDDEN', 'SITE_UNCLEAR_REPLY') ||
  (hasCode(error, 'SITE_DROPPED') && error.cause instanceof FTPError && error.cause.code === 426)

export const cancelled = (): CentralOfficeError =>
  new CentralOfficeError('CANCELLED', 'The transmission was stopped.', {
    hint: 'Nothing is lost: press Transmit to go on.',
    retryable: true,
  })

export const reasonOf = (error: unknown, doing: Doing): Reason => {
  if (error instanceof FTPError) return classifyReply(error.code, error.message, doing)
  if (error instanceof UnknownListing) return 'unknown-listing'
  if (error instanceof DataModeRefused) return reasonOfRefusedMode(error)
  if (error instanceof DataConnectionError) return 'no-data-connection'
  const { code, syscall, message } = describe(error)
  return byNodeCode(code, syscall) ?? byMessage(message, doing) ?? (doing === 'secure' ? 'tls-failed' : 'unclear')
}

const reasonOfRefusedMode = ({ passive, cause }: DataModeRefused): Reason => {
  if (/\bPRET\b/.test(String(cause))) return 'needs-pret'
  return passive ? 'passive-refused' : 'active-refused'
}

/** The refusal of a file or folder leaves it open whether it is there; what an end of the connection says is no refusal. */
export const leavesOpen = (error: unknown, doing: Doing): boolean => {
  if (!(error instanceof FTPError) || error.code === 421) return false
  const reason = classifyReply(error.code, error.message, doing)
  return ['busy', 'unclear', 'not-known', 'dropped', 'no-data-connection', 'full'].includes(reason)
}

const describe = (error: unknown): { code: string; syscall: string; message: string } => {
  const { code = '', syscall = '', message = String(error) } = (error ?? {}) as NodeJS.ErrnoException
  return { code: String(code), syscall, message }
}

const nodeCodes: Record<string, Reason> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EAI_FAIL: 'host-unknown',
  ENODATA: 'host-unknown',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls-failed',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'client-certificate',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  ENOENT: 'local-file',
  EACCES: 'local-file',
  EPERM: 'local-file',
  EROFS: 'local-file',
  EBUSY: 'local-file',
  EISDIR: 'local-file',
  ENOTDIR: 'local-file',
  EMFILE: 'local-file',
  EIO: 'local-file',
}

// A firewall on this computer answers "connect EACCES": that is no file.
const byNodeCode = (code: string, syscall: string): Reason | undefined =>
  syscall === 'connect' && nodeCodes[code] === 'local-file'
    ? 'unreachable'
    : (nodeCodes[code] ?? (/^ERR_(SSL|TLS|OSSL)_/.test(code) ? 'tls-failed' : undefined))

// basic-ftp tells some failures by their text only, and repeats it in later errors of the same connection.
const byMessage = (message: string, doing: Doing): Reason | undefined => {
  if (/timeout/i.test(message)) return 'timeout'
  if (/before secure TLS connection/i.test(message)) return doing === 'secure' ? 'tls-failed' : 'dropped'
  return wasLost(message) && doing !== 'secure' ? 'dropped' : undefined
}

const wasLost = (message: string): boolean =>
  /ECONNRESET|EPIPE|ECONNABORTED|FIN packet|closed connection|client is closed|closed due to|premature/i.test(message)

/** One line, short, without control characters: a reply is text from outside. */
const quotable = (reply: string): string =>
  reply
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 160)
    .replace(/\.+$/, '')
