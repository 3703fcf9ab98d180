import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UNFINISHED } from './durable-write.ts'
import type { Home } from './home.ts'
import { homeFault } from './home-fault.ts'
import type { HomeLock } from './home-lock.ts'

/**
 * Empties the scratch folder and clears away files whose writing was cut off: on start, before anything else. The lock
 * is asked for as the proof that no other process works there. Errors: HOME_UNUSABLE.
 */
export async function emptyWork(home: Home, _lock: HomeLock): Promise<void> {
  try {
    await rm(home.work, { recursive: true, force: true })
    await mkdir(home.work, { recursive: true, mode: 0o700 })
    for (const name of await readdir(home.folder)) {
      if (name.endsWith(UNFINISHED)) await rm(join(home.folder, name), { force: true })
    }
  } catch (error) {
    throw homeFault('write', home.work, error)
  }
}
