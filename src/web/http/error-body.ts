import { ZodError } from 'zod'
import { RowRefused } from '../../location/data/row-refused.ts'
import { CentralOfficeError, type ErrorCode } from '../../model/errors.ts'
import '../../model/plain-issues.ts'
import type { ErrorBody } from '../contract/error-body.ts'
import { plainError } from '../engine/wire.ts'
import { withoutCommands } from './page-hints.ts'

/** Refused because of single fields of a form. */
export class FieldFault extends CentralOfficeError {
  readonly fields: Record<string, string>

  constructor(fields: Record<string, string>, hint = 'Correct it and try again. Nothing was saved.', cause?: unknown) {
    super('USAGE', sentenceOf(fields), { hint, cause })
    this.fields = fields
  }
}

/** Too many tries to sign in. */
export class TooOften extends CentralOfficeError {
  readonly seconds: number

  constructor(seconds: number) {
    super('SIGN_IN_TOO_OFTEN', `Too many wrong passwords: the next try is looked at in ${seconds} seconds.`, {
      hint: 'Wait so long, then try again. Forgotten? On this computer: central-office password reset',
      retryable: true,
    })
    this.seconds = seconds
  }
}

const sentenceOf = (fields: Record<string, string>): string => {
  const [first] = Object.entries(fields)
  if (first === undefined) return 'Something that was entered cannot be used.'
  return first[0] === '' ? `That cannot be used: ${first[1]}.` : `${first[0]} cannot be used: ${first[1]}.`
}

/** What a schema found, field by field. */
export const fieldsOf = (error: ZodError): Record<string, string> => {
  const fields: Record<string, string> = {}
  for (const { path, message } of error.issues) fields[path.map(String).join('.')] ??= message
  return fields
}

/** What commands hint at is done on a page here. */
const pageOf: Partial<Record<ErrorCode, { page: string; hint: string }>> = {
  SITE_NOT_CONFIGURED: { page: '/setup#site', hint: 'Enter it in Setup, with Configure FTP.' },
  NO_TRANSMIT: { page: '/setup', hint: 'Switch it off in Setup.' },
  NOT_JOINED: { page: '/setup', hint: "Enter the office's invitation in Setup." },
  STORE_UNKNOWN: { page: '/stores', hint: 'See the list of stores.' },
  STORE_ACTIVE: { page: '/stores', hint: 'Open its page and retire it first.' },
  STORE_NUMBER_TAKEN: { page: '/stores', hint: 'Choose another number; the list shows which are taken.' },
  CONFLICT_UNKNOWN: { page: '/conflicts', hint: 'See the list of conflicts.' },
  CONFLICT_SETTLED: { page: '/conflicts', hint: 'See what came of it in the list of all conflicts.' },
  CONFLICT_OPEN: { page: '/conflicts', hint: 'Decide it first.' },
  PARKED_UNKNOWN: { page: '/parked', hint: 'It may have been settled meanwhile. See the list.' },
  TRIGGER_UNKNOWN: { page: '/tables', hint: 'It may have been dropped meanwhile. See the list.' },
  TABLE_UNKNOWN: { page: '/replica-setup', hint: 'See the list of tables in Replica Setup.' },
}

/** Any error as a page is told of it. Nothing of what went wrong inside leaves the program. */
export function errorBody(error: unknown): ErrorBody {
  const { code, message, hint, retryable } = plainError(error)
  const there = hint.includes('central-office ') ? pageOf[code] : undefined
  const page =
    pageOf[code]?.page ?? (code.startsWith('SITE_') || code === 'SECRETS_MISSING' ? '/setup#site' : undefined)
  const fields = error instanceof FieldFault || error instanceof RowRefused ? error.fields : causeFields(error)
  return {
    code,
    message,
    hint:
      fields !== undefined && hint.includes('central-office ')
        ? 'Correct it and try again.'
        : (there?.hint ?? withoutCommands(hint)),
    retryable,
    ...(fields === undefined ? {} : { fields }),
    ...(page === undefined ? {} : { page }),
    ...(error instanceof TooOften ? { retryAfter: error.seconds } : {}),
  }
}

const causeFields = (error: unknown): Record<string, string> | undefined =>
  error instanceof CentralOfficeError && error.code === 'USAGE' && error.cause instanceof ZodError
    ? fieldsOf(error.cause)
    : undefined

const statuses: Partial<Record<ErrorCode, Status>> = {
  USAGE: 400,
  SIGN_IN_NEEDED: 401,
  SIGN_IN_REFUSED: 401,
  WELCOME_EXPIRED: 401,
  REQUEST_REFUSED: 403,
  PAGE_UNKNOWN: 404,
  STORE_UNKNOWN: 404,
  CONFLICT_UNKNOWN: 404,
  PARKED_UNKNOWN: 404,
  TRIGGER_UNKNOWN: 404,
  TABLE_UNKNOWN: 404,
  REPORT_UNKNOWN: 404,
  REPORT_REFUSED: 422,
  NOTICE_NOT_SENT: 502,
  REQUEST_TOO_LARGE: 413,
  SIGN_IN_TOO_OFTEN: 429,
  INTERNAL: 500,
  PAGES_NOT_BUILT: 503,
  DATABASE_LOCKED: 503,
  DISK_FULL: 507,
}

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 502 | 503 | 507

/** What cannot be done as things stand is 409; what the site or a database refuses has its own. */
export const statusOf = (code: ErrorCode): Status =>
  statuses[code] ??
  (code === 'SITE_NOT_CONFIGURED' ? 409 : code.startsWith('SITE_') ? 502 : code.startsWith('DATABASE_') ? 422 : 409)
