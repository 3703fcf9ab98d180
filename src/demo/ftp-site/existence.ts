import { lstat } from 'node:fs/promises'

/** Whether something is at this path on the disk, be it a symbolic link that leads nowhere. */
export const exists = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'
