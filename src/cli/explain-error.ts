import { ConstraintViolation } from '../databases/database.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { commandFor } from './site-options.ts'

/** Turns whatever a command raised into the error people see. `log` is the folder where to look for more. */
export function explainError(error: unknown, log: string): CentralOfficeError {
  if (error instanceof CentralOfficeError) return withCommand(error)
  if (error instanceof ConstraintViolation)
    return new CentralOfficeError('DATABASE_REFUSED', 'The database refuses this value in this place.', {
      hint: 'A rule of the table stands against it (unique, not empty, type). Choose another value.',
      cause: error,
    })
  return fileFault(error) ?? ourFault(error, log)
}

/** Hints name settings as every screen does; here the command that changes them goes along. */
const withCommand = (error: CentralOfficeError): CentralOfficeError => {
  const { code, message, hint, retryable } = error
  const command = /^(SITE_|SECRETS_MISSING)/.test(code) && !hint.includes('central-office ') ? commandFor(hint) : ''
  if (command === '') return error
  return new CentralOfficeError(code, message, { hint: `${hint} Settings: ${command}`, retryable, cause: error })
}

const reasons: Record<string, string> = {
  ENOENT: 'it does not exist',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk can only be read',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'it is there already',
  ENAMETOOLONG: 'it is too long',
}

/** What was tried with a file, by the system's name for it. Most of them only look whether it is there. */
const attempts: Record<string, string> = {
  open: 'open',
  write: 'write to',
  mkdir: 'make',
  mkdtemp: 'make',
  rename: 'rename',
  copyfile: 'copy',
  unlink: 'remove',
  rmdir: 'remove',
  chmod: 'change the rights of',
}

/** What the operating system says about a file that a person named. */
function fileFault(error: unknown): CentralOfficeError | null {
  const { code = '', path, syscall } = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CentralOfficeError('DISK_FULL', `The disk is full${path === undefined ? '' : ` (${path})`}.`, {
      hint: 'Free some space on the disk and try again.',
      retryable: true,
      cause: error,
    })
  const why = reasons[code]
  if (why === undefined || path === undefined) return null
  return new CentralOfficeError(
    'LOCAL_FILE_REFUSED',
    `Could not ${attempts[syscall ?? ''] ?? 'read'} ${path}: ${why}.`,
    {
      hint: 'Check the path, and that this user may read and write there.',
      cause: error,
    },
  )
}

const ourFault = (error: unknown, log: string): CentralOfficeError =>
  new CentralOfficeError('INTERNAL', 'Central Office itself failed: this is our fault, not yours.', {
    hint: `Please report it with the last lines of the log in ${log}. Doing the same again does no harm.`,
    cause: error,
  })

/** The hint stands on its own line, then the code. */
export const errorLines = ({ message, hint, code }: CentralOfficeError): string[] => [message, hint, `[${code}]`]

/** 0 done, 1 failed, 2 wrong usage. */
export const exitCodeOf = ({ code }: CentralOfficeError): 1 | 2 => (code === 'USAGE' ? 2 : 1)
