import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { remove } from '../files/remove.ts'
import { createHome, type Home } from '../settings/home.ts'
import { type Secrets, writeSecrets } from '../settings/secrets.ts'
import type { Settings } from '../settings/settings.ts'
import { writeSettings } from '../settings/settings-file.ts'

/**
 * Makes a new home folder with its settings and secrets; then runs `work`. Where anything fails, what was made is removed
 * again, so that a failed set-up leaves nothing half done. The folder may have been there before, even with the shop's
 * database in it: what it held stays. Errors: HOME_EXISTS and whatever `work` raises.
 */
export async function newHome<T>(
  folder: string,
  settings: Settings,
  secrets: Secrets,
  work: (home: Home) => Promise<T>,
): Promise<T> {
  const root = resolve(folder)
  const before = existsSync(root) ? await readdir(root) : null
  let home: Home | undefined
  try {
    home = await createHome(folder)
    await writeSecrets(home, secrets)
    await writeSettings(home, settings)
    return await work(home)
  } catch (error) {
    // A folder that held a location already was refused before anything was made in it.
    if (home !== undefined || before === null) await removeMade(root, before)
    throw error
  }
}

/** What a location keeps in its folder. Nothing else is ever removed: files of the shop's program may lie beside. */
const MADE = ['settings.json', 'settings.json.bak', 'secrets.json', 'lock.db', 'outbox', 'backups', 'log', 'work']

async function removeMade(root: string, before: string[] | null): Promise<void> {
  if (before === null) return remove(root)
  for (const name of MADE) if (!before.includes(name)) await remove(join(root, name))
}
