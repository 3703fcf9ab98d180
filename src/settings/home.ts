import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, posix, resolve, win32 } from 'node:path'
import { z } from 'zod'
import { makeFolder } from '../files/make-folder.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { homeFault } from './home-fault.ts'
import { refuseNetworkPath } from './network-path.ts'
import { refuseOpenFolder } from './refuse-open-folder.ts'
import { giveToOwnerAlone } from './windows-rights.ts'

/** The folder in which one location keeps everything but the shop's database. All paths are absolute. */
export type Home = {
  folder: string
  /** Payloads made and not yet acknowledged. A cache: the database can make them again. */
  outbox: string
  /** Backup copies, unless the settings name another folder. */
  backups: string
  log: string
  /** Scratch; emptied on start. Opened payloads lie here, so it holds customers' data for a while. */
  work: string
}

/** Any of these tells that a location lives here. The secrets alone are enough: a network key is never made twice. */
const SIGNS = ['settings.json', 'settings.json.bak', 'secrets.json']

const homeAt = (folder: string): Home => {
  const root = resolve(folder)
  return {
    folder: root,
    outbox: join(root, 'outbox'),
    backups: join(root, 'backups'),
    log: join(root, 'log'),
    work: join(root, 'work'),
  }
}

const isHome = (home: Home) => SIGNS.some((name) => existsSync(join(home.folder, name)))

/** The folder is made for its owner alone (0700); on Windows see `createHome`. */
async function makeFolders(home: Home): Promise<void> {
  try {
    await makeFolder(home.folder, 0o700)
    for (const folder of [home.outbox, home.backups, home.log, home.work]) {
      await makeFolder(folder, 0o700)
    }
  } catch (error) {
    throw homeFault('make', home.folder, error)
  }
}

/**
 * Makes the folders of a new location; its settings are still to be written. On Windows, where modes mean nothing, a folder
 * that holds nothing yet is given to its owner alone; one with files in it, the shop's perhaps, keeps the rights it has.
 * Errors: HOME_EXISTS, HOME_NOT_PRIVATE, HOME_UNUSABLE, DISK_FULL.
 */
export async function createHome(folder: string): Promise<Home> {
  const home = homeAt(folder)
  if (isHome(home)) {
    throw new CentralOfficeError('HOME_EXISTS', `The folder ${home.folder} already holds a location.`, {
      hint: 'Choose another folder with --home. If an earlier setup was broken off half-way here, remove the folder first.',
    })
  }
  refuseNetworkPath(home.folder)
  await refuseOpenFolder(home.folder)
  const isNew = (await readdir(home.folder).catch(() => [])).length === 0
  await makeFolders(home)
  if (isNew && process.platform === 'win32') await giveToOwnerAlone(home.folder)
  return home
}

/** The home of a location that was set up before. Errors: HOME_NOT_FOUND, HOME_UNUSABLE, DISK_FULL. */
export async function openHome(folder: string): Promise<Home> {
  const home = homeAt(folder)
  if (!isHome(home)) throw homeNotFound(home.folder)
  await makeFolders(home)
  return home
}

export const homeNotFound = (folder: string): CentralOfficeError =>
  new CentralOfficeError('HOME_NOT_FOUND', `No location has been set up in ${folder}.`, {
    hint: 'Set one up with "central-office init office" or "central-office init store", use "central-office join" with an invitation, or name the right folder with --home.',
  })

const Environment = z.object({
  CENTRAL_OFFICE_HOME: z.string().trim().default(''),
  LOCALAPPDATA: z.string().trim().default(''),
})

/** The machine as `defaultHome` sees it; passed in by tests. */
export type Machine = { env: Record<string, string | undefined>; platform: string; userFolder: string }

/**
 * The home folder where none was named: CENTRAL_OFFICE_HOME if set, else on Windows %LOCALAPPDATA%\central-office (a
 * folder that does not roam to other machines), else ~/.central-office.
 */
export function defaultHome(
  machine: Machine = { env: process.env, platform: process.platform, userFolder: homedir() },
): string {
  const env = Environment.parse(machine.env)
  if (env.CENTRAL_OFFICE_HOME !== '') return resolve(env.CENTRAL_OFFICE_HOME)
  if (machine.platform !== 'win32') return posix.join(machine.userFolder, '.central-office')
  return env.LOCALAPPDATA !== ''
    ? win32.join(env.LOCALAPPDATA, 'central-office')
    : win32.join(machine.userFolder, '.central-office')
}
