import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../files/make-folder.ts'
import { remove } from '../files/remove.ts'
import { UNFINISHED } from './durable-write.ts'
import type { Home } from './home.ts'
import { homeFault } from './home-fault.ts'
import type { HomeLock } from './home-lock.ts'

/** How files are removed here; passed in by tests. */
export type Removing = { platform: string; remove: (path: string) => Promise<void> }
const here: Removing = { platform: process.platform, remove }

const IN_USE = new Set(['EPERM', 'EACCES', 'EBUSY', 'ENOTEMPTY'])

/**
 * Empties the scratch folder and clears away files whose writing was cut off: on start, before anything else. The lock
 * is asked for as the proof that no other process works there. Returns what is left: on Windows a file that a virus scanner
 * still holds keeps nothing from starting, and goes the next time. Errors: HOME_UNUSABLE.
 */
export async function emptyWork(home: Home, _lock: HomeLock, removing: Removing = here): Promise<string[]> {
  const left: string[] = []
  try {
    await makeFolder(home.work, 0o700)
    const unfinished = (await readdir(home.folder)).filter((name) => name.endsWith(UNFINISHED))
    const scratch = await readdir(home.work)
    for (const path of [
      ...scratch.map((name) => join(home.work, name)),
      ...unfinished.map((name) => join(home.folder, name)),
    ])
      await removing.remove(path).catch((error: NodeJS.ErrnoException) => {
        if (removing.platform !== 'win32' || !IN_USE.has(error.code ?? '')) throw error
        left.push(path)
      })
  } catch (error) {
    throw homeFault('write', home.work, error)
  }
  return left
}
