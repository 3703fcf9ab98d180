import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'

/**
 * Of all that this program keeps in a location's database: its tables, what stands in them, its triggers. A change that a program of
 * before, or this one, would stumble over raises it.
 */
export const DATABASE_FORMAT = 2

/**
 * Makes sure that this program can work with what it, or another version of it, has put into the database. Changes nothing. Errors:
 * DATABASE_TOO_OLD, DATABASE_TOO_NEW.
 */
export async function checkDatabaseFormat(database: Database): Promise<void> {
  const state = await database.get<{ format: bigint }>(`SELECT format FROM ${OWN_PREFIX}state`)
  const format = Number(state?.format ?? DATABASE_FORMAT)
  if (format < DATABASE_FORMAT) throw tooOld(format)
  if (format > DATABASE_FORMAT) throw tooNew(format)
}

const tooOld = (format: number): CentralOfficeError =>
  new CentralOfficeError(
    'DATABASE_TOO_OLD',
    `The database was last used by an older version of Central Office, or comes from a backup of that time (format ${format}, this one works with ${DATABASE_FORMAT}).`,
    {
      hint: 'Nothing was changed. Go on with the version that was used then, or put back a later backup; a store can also be recovered from the office into a new database: central-office recover.',
    },
  )

const tooNew = (format: number): CentralOfficeError =>
  new CentralOfficeError(
    'DATABASE_TOO_NEW',
    `The database was last used by a newer version of Central Office (format ${format}, this one works with ${DATABASE_FORMAT}).`,
    { hint: 'Nothing was changed. Install the newer version again.' },
  )
