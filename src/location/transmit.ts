import { randomBytes } from 'node:crypto'
import { CentralOfficeError } from '../model/errors.ts'
import type { VisitEvent, VisitResult } from '../model/visit-event.ts'
import { Sealer } from '../payload/sealer.ts'
import type { Home } from '../settings/home.ts'
import { requireSecret, type Secrets } from '../settings/secrets.ts'
import type { Settings } from '../settings/settings.ts'
import { connectToSite } from '../site/ftp-site.ts'
import { openParallel } from '../site/parallel.ts'
import { BackupCopy, pruneBackups } from '../transmission/backup.ts'
import { Deletions } from '../transmission/deletions.ts'
import { HomeDisk } from '../transmission/home-disk.ts'
import { SiteClock } from '../transmission/site-clock.ts'
import { emptyResult, type Visit } from '../transmission/visit.ts'
import { keepSiteClock, readSiteClock } from './site-clock-file.ts'
import { keepHabits, readHabits } from './site-memory.ts'
import { keepStoreTroubles } from './store-troubles.ts'
import { TransmissionLog } from './transmission-log.ts'

export type TransmitOptions = {
  /** Told of each step and of progress while it runs. */
  onEvent?: (event: VisitEvent) => void
  /** Stops between two payloads, or in the middle of a file; nothing is left half done. */
  signal?: AbortSignal
  /** A person says that this computer replaces the one that transmitted under this name before. */
  takeOver?: boolean
  /** Tells it from all others, in the log. Default: made up. */
  id?: string
}

/** Sorts by time: `20260314T150926535Z-3f9c`. */
export const newTransmissionId = (now = new Date()): string =>
  `${now.toISOString().replaceAll(/[-:.]/g, '')}-${randomBytes(2).toString('hex')}`

/** One transmission: connects to the site, lets `work` visit it, keeps the backup copy and the log. */
export async function transmit(
  location: { home: Home; settings: Settings; secrets: Secrets },
  work: (visit: Visit) => Promise<VisitResult>,
  options: TransmitOptions,
): Promise<VisitResult> {
  const { home, settings, secrets } = location
  const log = new TransmissionLog(home, settings.logLevel, {
    transmission: options.id ?? newTransmissionId(),
    failed: (error) =>
      options.onEvent?.({ step: 'done', level: 'warn', text: `the log cannot be written: ${error.message}` }),
  })
  const started = performance.now()
  const report = (event: VisitEvent) => {
    log.event(event)
    options.onEvent?.(event)
  }
  const result = emptyResult()
  try {
    refuseTransmission(settings)
    if (settings.site === null) throw notConfigured()
    const password = requireSecret(secrets, 'password').reveal()
    report({ step: 'connect', level: 'info', text: `connecting to ${settings.site.host}` })
    const site = await connectToSite(settings.site, password, {
      habits: await readHabits(home, settings.site),
      signal: options.signal,
      log: (line) => log.debug(line),
    })
    // A store has one folder to look into, and others want to reach the site at the same time.
    const lanes = openParallel(site, settings.site, password, {
      most: settings.role === 'office' ? undefined : 1,
      signal: options.signal,
      log: (line) => log.debug(line),
    })
    const folder = settings.backups.folder || home.backups
    const backup = new BackupCopy(folder)
    const sealer = new Sealer()
    const clock = new SiteClock(await readSiteClock(home, settings.site))
    try {
      await work({
        site,
        lanes,
        home,
        backup,
        deletions: new Deletions(),
        disk: new HomeDisk(home),
        sealer,
        chunkBytes: settings.chunkBytes,
        allowanceBytes: settings.allowanceBytes,
        clock,
        signal: options.signal,
        takeOver: options.takeOver ?? false,
        report,
        result,
      })
    } finally {
      await sealer.close()
      await lanes.close()
      await site.close()
      result.roundTrips = site.roundTrips + lanes.roundTrips
      await keepBackup(backup, folder, settings, report)
      await keepSiteClock(home, settings.site, clock.known)
      await keepHabits(home, settings.site, site.habits)
    }
    result.milliseconds = Math.round(performance.now() - started)
    if (settings.role === 'office') await keepStoreTroubles(home, result, Date.now())
    log.done(result)
    return result
  } catch (error) {
    log.failed(error)
    throw error
  }
}

/** What is known beforehand to keep a transmission from starting. Errors: NO_TRANSMIT, SITE_NOT_CONFIGURED. */
export function refuseTransmission({ noTransmit, site }: Settings): void {
  if (noTransmit) throw noTransmitOn()
  if (site === null) throw notConfigured()
}

/** A backup copy that cannot be kept is told, and stops no transmission. */
async function keepBackup(
  backup: BackupCopy,
  folder: string,
  settings: Settings,
  report: (event: VisitEvent) => void,
): Promise<void> {
  try {
    await backup.write(new Date())
    await pruneBackups(folder, settings.backups, Date.now())
  } catch (error) {
    report({ step: 'done', level: 'warn', text: `the backup copy could not be kept: ${(error as Error).message}` })
  }
}

const notConfigured = (): CentralOfficeError =>
  new CentralOfficeError('SITE_NOT_CONFIGURED', 'The FTP site is not configured at this location.', {
    hint: 'Enter it with: central-office site set --host HOST --username NAME',
  })

const noTransmitOn = (): CentralOfficeError =>
  new CentralOfficeError('NO_TRANSMIT', 'No Transmit is switched on at this location.', {
    hint: 'Switch it off with: central-office no-transmit off',
  })
