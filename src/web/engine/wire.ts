import { ConstraintViolation } from '../../databases/database.ts'
import { RowRefused } from '../../location/data/row-refused.ts'
import type { ErrorCode } from '../../model/errors.ts'
import { CentralOfficeError } from '../../model/errors.ts'

/** What a thread is asked: one piece of its work, or to stop one that is under way. */
export type Asked = { id: number; name: string; given: unknown } | { id: number; cancel: true }

/** An error as it crosses between threads, which keep no classes. */
export type PlainError = {
  code: ErrorCode
  message: string
  hint: string
  retryable: boolean
  detail: string
  /** What is wrong with which column of a row. */
  fields?: Record<string, string>
}

/** What it answers: events while it works, then one result or error. */
export type Answered =
  | { id: number; event: unknown }
  | { id: number; result: unknown }
  | { id: number; error: PlainError }

export function plainError(error: unknown): PlainError {
  if (error instanceof RowRefused) {
    const { code, message, hint, retryable, fields } = error
    return { code, message, hint, retryable, detail: '', fields }
  }
  if (error instanceof CentralOfficeError) {
    const { code, message, hint, retryable } = error
    return { code, message, hint, retryable, detail: '' }
  }
  if (error instanceof ConstraintViolation)
    return {
      code: 'DATABASE_REFUSED',
      message: 'The database refuses this value in this place.',
      hint: 'A rule of the table stands against it (unique, not empty, type). Choose another value.',
      retryable: false,
      detail: '',
    }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { ...internal, detail }
}

const internal = {
  code: 'INTERNAL' as const,
  message: 'Central Office itself failed: this is our fault, not yours.',
  hint: 'Please report it with the last lines of the log. Doing the same again does no harm.',
  retryable: false,
}

export const errorOf = ({ code, message, hint, retryable, detail, fields }: PlainError): CentralOfficeError =>
  fields
    ? new RowRefused(message, fields)
    : new CentralOfficeError(code, message, { hint, retryable, ...(detail === '' ? {} : { cause: detail }) })
