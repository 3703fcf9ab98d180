/** Every error a person can meet has one of these codes; they are stable and stand in docs/ERRORS.md. */
export type ErrorCode =
  // databases
  | 'DATABASE_NOT_FOUND'
  | 'DATABASE_NOT_A_DATABASE'
  | 'DATABASE_LOCKED'
  | 'DATABASE_TOO_OLD'
  | 'DATABASE_TOO_NEW'
  | 'DATABASE_REFUSED'
  | 'TABLE_UNKNOWN'
  | 'TRIGGER_UNKNOWN'
  | 'TABLE_WITHOUT_KEY'
  | 'TABLE_KEY_NOT_SHARABLE'
  | 'TABLE_NOT_REPLICABLE'
  | 'SCHEMA_DIFFERS'
  | 'CAPTURE_OFF'
  | 'DISK_FULL'
  | 'LOCAL_FILE_REFUSED'
  // payloads
  | 'PAYLOAD_NOT_AUTHENTIC'
  | 'PAYLOAD_DAMAGED'
  | 'PAYLOAD_TOO_LARGE'
  | 'PAYLOAD_TOO_NEW'
  | 'PAYLOAD_TOO_OLD'
  // site
  | 'SITE_NOT_CONFIGURED'
  | 'SITE_HOST_UNKNOWN'
  | 'SITE_REFUSED'
  | 'SITE_TIMEOUT'
  | 'SITE_CERTIFICATE'
  | 'SITE_TLS'
  | 'SITE_LOGIN'
  | 'SITE_TOO_MANY_CONNECTIONS'
  | 'SITE_FORBIDDEN'
  | 'SITE_FULL'
  | 'SITE_MISSING_FILE'
  | 'SITE_DROPPED'
  | 'SITE_DAMAGED_FILE'
  | 'SITE_UNCLEAR_REPLY'
  | 'ALLOWANCE_NEARLY_REACHED'
  | 'ALLOWANCE_REACHED'
  // settings and home folder
  | 'HOME_NOT_FOUND'
  | 'HOME_EXISTS'
  | 'HOME_IN_USE'
  | 'HOME_UNUSABLE'
  | 'HOME_NOT_PRIVATE'
  | 'SETTINGS_DAMAGED'
  | 'SETTINGS_TOO_NEW'
  | 'SECRETS_MISSING'
  | 'INVITATION_DAMAGED'
  | 'INVITATION_PASSPHRASE'
  | 'INVITATION_USED'
  | 'STORE_KEY_INVALID'
  // network
  | 'STORE_NUMBER_TAKEN'
  | 'STORE_UNKNOWN'
  | 'STORE_RETIRED'
  | 'STORE_ACTIVE'
  | 'STREAM_FORKED'
  | 'WRONG_ROLE'
  | 'NOT_JOINED'
  | 'NO_TRANSMIT'
  | 'DATABASE_IN_NETWORK'
  | 'DATABASE_RESTORED'
  | 'HOME_DIR_IN_USE'
  | 'CONFLICT_UNKNOWN'
  | 'CONFLICT_SETTLED'
  | 'CONFLICT_OPEN'
  | 'PARKED_UNKNOWN'
  | 'ROWS_WITHOUT_KEY'
  | 'CANCELLED'
  | 'TRANSMITTING'
  | 'SETUP_CHANGED'
  // rows, reports, notices, service
  | 'ROW_CHANGED'
  | 'REPORT_UNKNOWN'
  | 'REPORT_REFUSED'
  | 'REPORT_TOO_SLOW'
  | 'NOTICE_NOT_SENT'
  | 'SERVICE_REFUSED'
  // pages
  | 'SIGN_IN_NEEDED'
  | 'SIGN_IN_REFUSED'
  | 'SIGN_IN_TOO_OFTEN'
  | 'WELCOME_EXPIRED'
  | 'REQUEST_REFUSED'
  | 'REQUEST_TOO_LARGE'
  | 'PAGE_UNKNOWN'
  | 'PAGES_NOT_BUILT'
  | 'LISTEN_REFUSED'
  | 'USAGE'
  | 'INTERNAL'

/**
 * The one error class. `message` is one sentence for the person at the counter: what was attempted, on what, and why it
 * failed. `hint` says what to do. `retryable` tells whether doing the same again later can help.
 * Neither ever holds a secret or a user's value.
 */
export class CentralOfficeError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly retryable: boolean

  constructor(code: ErrorCode, message: string, options: { hint: string; retryable?: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CentralOfficeError'
    this.code = code
    this.hint = options.hint
    this.retryable = options.retryable ?? false
  }
}

export const hasCode = (error: unknown, ...codes: ErrorCode[]): error is CentralOfficeError =>
  error instanceof CentralOfficeError && codes.includes(error.code)
