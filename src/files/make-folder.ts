import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, each with these rights; one that is there stays as it is. Where the system will not make one, below
 * /proc or on a drive that has gone, its error comes back: `mkdir` of Node.js with `recursive` tries such a path for ever.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const above = dirname(path)
    if (code === 'ENOENT' && above !== path) {
      await makeFolder(above, mode)
      return makeAlone(path, mode)
    }
    await refuseOther(path, error)
  }
}

/** The folder above is there by now: what is missing still will not come. */
async function makeAlone(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    await refuseOther(path, error)
  }
}

/** A folder that is there already is all that was wanted, whatever the system says of making it: Windows says EPERM of a drive. */
async function refuseOther(path: string, error: unknown): Promise<void> {
  const there = await stat(path).catch(() => null)
  if (!there?.isDirectory()) throw error
}
