import { ConstraintViolation } from '../../databases/database.ts'
import { RowRefused } from '../../location/data/row-refused.ts'
import * as wire from '../../threads/wire.ts'

/** An error of the engine's as it crosses between threads. `fields`: what is wrong with which column of a row. */
export type PlainError = wire.PlainError & { fields?: Record<string, string> }

export function plainError(error: unknown): PlainError {
  if (error instanceof RowRefused) return { ...wire.plainError(error), fields: error.fields }
  if (error instanceof ConstraintViolation)
    return {
      code: 'DATABASE_REFUSED',
      message: 'The database refuses this value in this place.',
      hint: 'A rule of the table stands against it (unique, not empty, type). Choose another value.',
      retryable: false,
      detail: '',
    }
  return wire.plainError(error)
}

/** How the errors of the engine's threads cross to the one that answers requests. */
export const engineErrors: wire.ErrorCrossing<PlainError> = {
  plain: plainError,
  revived: ({ fields, ...plain }) => (fields ? new RowRefused(plain.message, fields) : wire.errorOf(plain)),
}
