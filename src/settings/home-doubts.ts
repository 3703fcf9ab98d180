import { stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { CentralOfficeError } from '../model/errors.ts'
import type { Home } from './home.ts'
import type { Settings } from './settings.ts'
import { type RunProgram, runSystemProgram } from './windows-program.ts'
import { ownerOnlyArguments, rightsOfOthers } from './windows-rights.ts'

const EVERYBODY_WRITES = 0o002
const GROUP_WRITES = 0o020
const EVERYBODY_READS = 0o004
const GROUP_READS = 0o040
const EVERYBODY_ENTERS = 0o001

/** The computer as these checks see it; passed in by tests. */
export type RightsMachine = { platform: string; run: RunProgram }
const thisMachine: RightsMachine = { platform: process.platform, run: runSystemProgram }

/**
 * What others of this computer may do with a location's home, and with the office's own database, that they should not: each a
 * sentence with the remedy, to be shown. A shop's database is the shop's, and its rights are no concern of this program.
 */
export async function homeDoubts(
  home: Home,
  settings: Pick<Settings, 'role' | 'database'> | null,
  machine: RightsMachine = thisMachine,
): Promise<CentralOfficeError[]> {
  if (machine.platform === 'win32') return windowsDoubts(home, machine.run)
  const database = settings?.role === 'office' ? await databaseDoubt(settings.database) : null
  return [await whoWrites(home.folder), database].filter((doubt) => doubt !== null)
}

async function whoWrites(folder: string): Promise<CentralOfficeError | null> {
  const { mode, uid, gid } = await stat(folder)
  // Many systems give each user a group of its own, with the user's number: nobody else is in it.
  const group = (mode & GROUP_WRITES) !== 0 && gid !== uid
  const everybody = (mode & EVERYBODY_WRITES) !== 0
  if (!group && !everybody) return null
  return notPrivate(
    `${everybody ? 'Every account of this computer' : 'Another account of this computer, by its group,'} can write to the home folder ${folder}, and so can change what this location does.`,
    `Remove that right: chmod go-w '${folder}'`,
  )
}

async function databaseDoubt(file: string): Promise<CentralOfficeError | null> {
  const found = await stat(file).catch(() => null)
  if (found === null) return null
  const { mode, uid, gid } = found
  const group = (mode & (GROUP_READS | GROUP_WRITES)) !== 0 && gid !== uid
  const everybody = (mode & (EVERYBODY_READS | EVERYBODY_WRITES)) !== 0
  if (!(everybody || group) || !(await isWithinReach(dirname(file)))) return null
  return notPrivate(
    `Other accounts of this computer can open the office's database ${file}, with the customers of all stores.`,
    `Remove that right: chmod go-rw '${file}'*`,
  )
}

/** No folder on the way shuts out everybody but its owner. */
async function isWithinReach(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  if ((mode & (EVERYBODY_ENTERS | (EVERYBODY_ENTERS << 3))) === 0) return false
  const above = dirname(folder)
  return above === folder || isWithinReach(above)
}

async function windowsDoubts(home: Home, run: RunProgram): Promise<CentralOfficeError[]> {
  const others = await rightsOfOthers(home.folder, home.work, run)
  if (others === null || !(others.read || others.write)) return []
  const [folder, ...words] = ownerOnlyArguments(home.folder, userInfo().username)
  return [
    notPrivate(
      `Other accounts of this computer can ${others.write ? 'change' : 'read'} the home folder ${home.folder}.`,
      `Unless the shop's program runs under another account and keeps files in it: icacls "${folder}" ${words.map((word) => (word.includes('(') ? `"${word}"` : word)).join(' ')}`,
    ),
  ]
}

const notPrivate = (message: string, hint: string): CentralOfficeError =>
  new CentralOfficeError('HOME_NOT_PRIVATE', message, { hint })
