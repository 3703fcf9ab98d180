import type { ErrorCode } from '../model/errors.ts'
import { CentralOfficeError } from '../model/errors.ts'

/** What a thread is asked: one piece of its work, or to stop one that is under way. */
export type Asked = { id: number; name: string; given: unknown } | { id: number; cancel: true }

/** An error as it crosses between threads, which keep no classes. */
export type PlainError = {
  code: ErrorCode
  message: string
  hint: string
  retryable: boolean
  detail: string
}

/** What it answers: events while it works, then one result or error. */
export type Answered<Plain extends PlainError = PlainError> =
  | { id: number; event: unknown }
  | { id: number; result: unknown }
  | { id: number; error: Plain }

/** How errors cross: `plain` in the thread that fails, `revived` in the one that asked. */
export type ErrorCrossing<Plain extends PlainError = PlainError> = {
  plain: (error: unknown) => Plain
  revived: (plain: Plain) => CentralOfficeError
}

export function plainError(error: unknown): PlainError {
  if (error instanceof CentralOfficeError) {
    const { code, message, hint, retryable } = error
    return { code, message, hint, retryable, detail: '' }
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

export const errorOf = ({ code, message, hint, retryable, detail }: PlainError): CentralOfficeError =>
  new CentralOfficeError(code, message, { hint, retryable, ...(detail === '' ? {} : { cause: detail }) })

/** For work whose errors carry nothing but what every error has. */
export const plainCrossing: ErrorCrossing = { plain: plainError, revived: errorOf }
