import type { Database } from '../databases/database.ts'
import { openSqlite } from '../databases/sqlite.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { type Home, openHome } from '../settings/home.ts'
import type { Settings } from '../settings/settings.ts'
import { readSettings } from '../settings/settings-file.ts'
import { OfficeReplica } from '../transmission/office-replica.ts'
import { StoreReplica } from '../transmission/store-replica.ts'
import { officeOnly, storeOnly } from './running-location.ts'
import { notJoined } from './store.ts'

/** A location as it stands, for commands that only look: another process may hold its home meanwhile. */
export type Looked =
  | { role: 'office'; home: Home; settings: Settings; database: Database; replica: OfficeReplica }
  /** `replica` null: the store has not joined yet. */
  | { role: 'store'; home: Home; settings: Settings; database: Database; replica: StoreReplica | null }

export type LookedOffice = Extract<Looked, { role: 'office' }>
export type LookedStore = Extract<Looked, { role: 'store' }> & { replica: StoreReplica }

export type LookOptions = {
  /** How long to wait while another program holds the database, milliseconds. Default: as the settings say. */
  busyTimeout?: number
}

/** Runs `look` without holding the home. Errors: HOME_NOT_FOUND, SETTINGS_DAMAGED and those of the database. */
export async function lookAtLocation<T>(
  folder: string,
  look: (location: Looked) => Promise<T>,
  { busyTimeout }: LookOptions = {},
): Promise<T> {
  const home = await openHome(folder)
  const settings = await readSettings(home)
  const database = openSqlite(settings.database, {
    readOnly: true,
    busyTimeout: busyTimeout ?? settings.busyTimeoutSeconds * 1000,
  })
  try {
    if (settings.role === 'store')
      return await look({ role: 'store', home, settings, database, replica: await StoreReplica.open(database) })
    const replica = await OfficeReplica.open(database)
    if (!replica) throw notAnOffice(settings.database)
    return await look({ role: 'office', home, settings, database, replica })
  } finally {
    await database.close()
  }
}

export const lookAtOffice = <T>(
  folder: string,
  look: (office: LookedOffice) => Promise<T>,
  options: LookOptions = {},
): Promise<T> =>
  lookAtLocation(
    folder,
    (location) => {
      if (location.role === 'store') throw officeOnly()
      return look(location)
    },
    options,
  )

/** The same for what only a store that has joined has. */
export const lookAtStore = <T>(
  folder: string,
  look: (store: LookedStore) => Promise<T>,
  options: LookOptions = {},
): Promise<T> =>
  lookAtLocation(
    folder,
    (location) => {
      if (location.role === 'office') throw storeOnly()
      if (location.replica === null) throw notJoined()
      return look({ ...location, replica: location.replica })
    },
    options,
  )

const notAnOffice = (file: string): CentralOfficeError =>
  new CentralOfficeError('DATABASE_NOT_FOUND', `The database ${file} lacks the tables of the network.`, {
    hint: "Put the office's own database file back from a backup.",
  })
