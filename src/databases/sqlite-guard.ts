import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CentralOfficeError } from '../model/errors.ts'
import { diskFull, fileOnFullDisk, fileOnFullestDisk } from '../model/full-disk.ts'
import { ConstraintViolation, NotInProgram } from './database.ts'
import { brokenConstraint } from './sqlite-constraint.ts'

/** As SQLite says it of a statement, and of a CHECK, an index or a computed column. */
const NOT_IN_PROGRAM = /(?:no such|unknown) (function|collation|module)(?: sequence)?: ([^()]+)/

/** Where SQLite puts what it sorts: https://sqlite.org/tempfiles.html (section 5). */
const temporary = (): string => join(process.env.SQLITE_TMPDIR ?? process.env.TMPDIR ?? tmpdir(), 'sorted')

/**
 * Runs `work`, and tells what SQLite says as an error of this program's. Result codes: https://sqlite.org/rescode.html (the low byte is the
 * primary code). `others`: files attached.
 */
export function guarded<T>(file: string, work: () => T, others: Iterable<string> = []): T {
  try {
    return work()
  } catch (error) {
    const code = (error as { errcode?: number }).errcode
    if (code === undefined) throw error
    switch (code & 0xff) {
      case 5:
      case 6:
        throw new CentralOfficeError('DATABASE_LOCKED', `Another program keeps the database ${file} locked.`, {
          hint: 'Close programs that hold the database open for a long time, or try again later. Nothing was changed.',
          retryable: true,
          cause: error,
        })
      case 13:
        throw diskFull(fileOnFullestDisk(file, ...others, temporary()), error)
      case 19:
        throw new ConstraintViolation(brokenConstraint(code, (error as Error).message), error)
      case 11:
      case 26:
        throw new CentralOfficeError('DATABASE_NOT_A_DATABASE', `${file} is damaged or is not a SQLite database.`, {
          hint: 'Check the path. If it is right, restore the database from a backup.',
          cause: error,
        })
      default: {
        const full = [10, 14].includes(code & 0xff) ? fileOnFullDisk(file, ...others) : null
        if (full !== null) throw diskFull(full, error)
        const missing = NOT_IN_PROGRAM.exec((error as Error).message)
        if (missing) throw new NotInProgram(`${missing[1]} ${missing[2]}`, error)
        throw new CentralOfficeError(
          'DATABASE_REFUSED',
          `The database ${file} refused a statement: ${(error as Error).message}.`,
          {
            hint: 'Nothing was changed. If it happens again, report it with the log.',
            cause: error,
          },
        )
      }
    }
  }
}
