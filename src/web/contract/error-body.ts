import { z } from 'zod'

/**
 * What every refusal carries, whatever its status. `message` and `hint` are whole sentences for the person at the page;
 * `code` stands in docs/ERRORS.md. `fields` says, with code USAGE, what is wrong with which field, by its path in the request:
 * `{ host: 'a name or address holds no spaces', 'backups.keepDays': ... }`.
 */
export const ErrorBody = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  retryable: z.boolean(),
  fields: z.record(z.string(), z.string()).optional(),
  /** Where on the pages it can be put right, e.g. `/setup#site`. */
  page: z.string().optional(),
  /** With SIGN_IN_TOO_OFTEN: seconds until the next try is looked at. */
  retryAfter: z.int().optional(),
})
export type ErrorBody = z.infer<typeof ErrorBody>
