import { type Home, openHome } from '../settings/home.ts'
import { type HomeLock, lockHome } from '../settings/home-lock.ts'
import { readSecrets, type Secrets, writeSecrets } from '../settings/secrets.ts'
import type { Settings } from '../settings/settings.ts'
import { readSettings, writeSettings } from '../settings/settings-file.ts'
import { emptyWork } from '../settings/work-folder.ts'
import { TransmissionLog } from './transmission-log.ts'

/**
 * A location's home folder, held by this process alone until `close`: two transmissions of one location never meet.
 * Errors: HOME_NOT_FOUND, HOME_IN_USE, SETTINGS_DAMAGED.
 */
export class OpenHome {
  readonly home: Home
  readonly #lock: Pick<HomeLock, 'release'>
  settings: Settings
  secrets: Secrets

  private constructor(home: Home, lock: Pick<HomeLock, 'release'>, settings: Settings, secrets: Secrets) {
    this.home = home
    this.#lock = lock
    this.settings = settings
    this.secrets = secrets
  }

  static async open(folder: string): Promise<OpenHome> {
    const home = await openHome(folder)
    const lock = lockHome(home.folder)
    try {
      const left = await emptyWork(home, lock)
      const settings = await readSettings(home)
      if (left.length > 0) noteLeft(home, settings, left)
      return new OpenHome(home, lock, settings, await readSecrets(home))
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /**
   * For a thread of the process that holds the home already: the settings and secrets as they are saved now. Nothing is
   * locked, and nothing in the scratch folder is cleared away.
   */
  static async beside(folder: string): Promise<OpenHome> {
    const home = await openHome(folder)
    return new OpenHome(home, { release: () => undefined }, await readSettings(home), await readSecrets(home))
  }

  async save(settings: Settings, secrets: Secrets = this.secrets): Promise<void> {
    await writeSecrets(this.home, secrets)
    await writeSettings(this.home, settings)
    this.settings = settings
    this.secrets = secrets
  }

  /** Takes over what another thread of this process has saved. */
  async reload(): Promise<void> {
    this.settings = await readSettings(this.home)
    this.secrets = await readSecrets(this.home)
  }

  close(): void {
    this.#lock.release()
  }
}

/** Opened payloads are customers' data: that some are still there stands in the log. */
const noteLeft = (home: Home, { logLevel }: Settings, left: string[]): void =>
  new TransmissionLog(home, logLevel).note(
    'warn',
    `in use by another program, and not removed yet: ${left.join(', ')}`,
    {
      hint: 'They are removed at the next start.',
    },
  )
