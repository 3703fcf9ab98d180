import { type FileHandle, open } from 'node:fs/promises'
import { remove } from '../files/remove.ts'
import { replace } from '../files/replace.ts'
import { CentralOfficeError } from '../model/errors.ts'

/**
 * Writes a file that is there whole or not at all: into `<target>.part`, then renamed over `target`. Forced to disk before that where
 * a power cut must not lose it (docs/decisions/0008). On any error the part is removed and `target` is as it was. Errors: DISK_FULL,
 * and whatever `write` throws.
 */
export const writeWholeFile = async (
  target: string,
  { forced }: { forced: boolean },
  write: (file: FileHandle) => Promise<void>,
): Promise<void> => {
  const part = `${target}.part`
  try {
    await writePart(part, forced, write)
    await replace(part, target)
  } catch (error) {
    await remove(part)
    throw isDiskFull(error) ? diskFull(target, error) : error
  }
}

/** Only the owner may read it: what was opened is customers' data in clear. */
const writePart = async (part: string, forced: boolean, write: (file: FileHandle) => Promise<void>): Promise<void> => {
  const file = await open(part, 'w', 0o600)
  try {
    await write(file)
    if (forced) await file.sync()
  } finally {
    // Closed before anything is renamed or removed: Windows does neither with an open file.
    await file.close()
  }
}

const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

const diskFull = (target: string, cause: unknown): CentralOfficeError =>
  new CentralOfficeError('DISK_FULL', `There is no room on this disk to write ${target}.`, {
    hint: 'Free some space on this disk, then transmit again. Nothing was lost.',
    retryable: true,
    cause,
  })
