import { ConstraintViolation, NotInProgram, TransactionEnded } from '../databases/database.ts'
import { CentralOfficeError, hasCode } from '../model/errors.ts'

/**
 * What the database says of a payload that does not fit into it concerns the payload and its sender alone: the other streams
 * of the visit go on. Every other error is handed back as it is.
 */
export const unfitPayload = (error: unknown, number: number): unknown =>
  !isOfThisDatabase(error) && (error instanceof ConstraintViolation || hasCode(error, 'DATABASE_REFUSED'))
    ? new CentralOfficeError('PAYLOAD_DAMAGED', `Payload ${number} does not fit into the database here.`, {
        hint: 'Nothing of it was applied, and it waits. Look at the sending location: its rows are not what they must be.',
        cause: error,
      })
    : error

/** It says itself what is the matter with the database here. */
const isOfThisDatabase = (error: unknown): boolean => error instanceof NotInProgram || error instanceof TransactionEnded
