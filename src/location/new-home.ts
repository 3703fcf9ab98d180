import { rm } from 'node:fs/promises'
import { createHome, type Home } from '../settings/home.ts'
import { type Secrets, writeSecrets } from '../settings/secrets.ts'
import type { Settings } from '../settings/settings.ts'
import { writeSettings } from '../settings/settings-file.ts'

/**
 * Makes a new home folder with its settings and secrets; then runs `work`. Where anything fails, the home is removed again, so
 * that a failed set-up leaves nothing half done. Errors: HOME_EXISTS and whatever `work` raises.
 */
export async function newHome<T>(
  folder: string,
  settings: Settings,
  secrets: Secrets,
  work: (home: Home) => Promise<T>,
): Promise<T> {
  const home = await createHome(folder)
  try {
    await writeSecrets(home, secrets)
    await writeSettings(home, settings)
    return await work(home)
  } catch (error) {
    await rm(home.folder, { recursive: true, force: true })
    throw error
  }
}
