import { stat } from 'node:fs/promises'
import { CentralOfficeError } from '../model/errors.ts'

const EVERYBODY_WRITES = 0o002

/**
 * Refuses a folder for a new home where everybody may write: whoever can put files there decides what this program does. On
 * Windows modes mean nothing, see windows-rights.ts. Errors: HOME_NOT_PRIVATE.
 */
export async function refuseOpenFolder(folder: string): Promise<void> {
  const found = process.platform === 'win32' ? null : await stat(folder).catch(() => null)
  if (found === null || (found.mode & EVERYBODY_WRITES) === 0) return
  throw new CentralOfficeError(
    'HOME_NOT_PRIVATE',
    `Every account of this computer can write to the folder ${folder}, so no location is set up in it.`,
    {
      hint: `Name a folder that is not there yet: it is made for its owner alone. Or first: chmod o-w '${folder}'`,
    },
  )
}
