import { CentralOfficeError } from '../model/errors.ts'

/** Turns what the operating system said about a file of the home folder into words a person can act on. */
export function homeFault(action: 'read' | 'write' | 'make', path: string, cause: unknown): CentralOfficeError {
  const code = (cause as NodeJS.ErrnoException | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new CentralOfficeError('DISK_FULL', `Could not ${action} ${path}: the disk is full.`, {
      hint: 'Free some space on the disk and try again.',
      retryable: true,
      cause,
    })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new CentralOfficeError('HOME_UNUSABLE', `Could not ${action} ${path}: this user may not.`, {
      hint: 'Give the user that runs Central Office the right to read and write this folder, or name another home folder.',
      cause,
    })
  }
  return new CentralOfficeError('HOME_UNUSABLE', `Could not ${action} ${path}: ${code ?? 'the reason is not known'}.`, {
    hint: 'Check that the disk is connected and the folder can be opened, then try again.',
    retryable: true,
    cause,
  })
}
