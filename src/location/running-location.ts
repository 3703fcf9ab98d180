import { CentralOfficeError } from '../model/errors.ts'
import { Office } from './office.ts'
import { OpenHome } from './open-home.ts'
import { Store } from './store.ts'

/**
 * Runs `work` with the location of a home folder, held by this process alone for so long; `openHome` is another way to come
 * by the home. Errors: as `OpenHome.open`.
 */
export async function withLocation<T>(
  folder: string,
  work: (location: Office | Store) => Promise<T>,
  openHome: (folder: string) => Promise<OpenHome> = OpenHome.open,
): Promise<T> {
  const open = await openHome(folder)
  const location = open.settings.role === 'office' ? await Office.take(open) : await Store.take(open)
  try {
    return await work(location)
  } finally {
    await location.close()
  }
}

/** The same for what only the office does. WRONG_ROLE at a store. */
export const withOffice = <T>(
  folder: string,
  work: (office: Office) => Promise<T>,
  openHome: (folder: string) => Promise<OpenHome> = OpenHome.open,
): Promise<T> =>
  withLocation(
    folder,
    (location) => {
      if (location instanceof Store) throw officeOnly()
      return work(location)
    },
    openHome,
  )

/** The same for what only a store does. WRONG_ROLE at the office. */
export const withStore = <T>(
  folder: string,
  work: (store: Store) => Promise<T>,
  openHome: (folder: string) => Promise<OpenHome> = OpenHome.open,
): Promise<T> =>
  withLocation(
    folder,
    (location) => {
      if (location instanceof Office) throw storeOnly()
      return work(location)
    },
    openHome,
  )

/** The same for what needs the settings only, whatever state the database is in. */
export async function withHome<T>(folder: string, work: (open: OpenHome) => Promise<T>): Promise<T> {
  const open = await OpenHome.open(folder)
  try {
    return await work(open)
  } finally {
    open.close()
  }
}

export const officeOnly = (): CentralOfficeError =>
  new CentralOfficeError('WRONG_ROLE', 'This is done at the office, and this home folder is that of a store.', {
    hint: 'Run it at the office, or name the home folder of the office with --home.',
  })

export const storeOnly = (): CentralOfficeError =>
  new CentralOfficeError('WRONG_ROLE', 'This is done at a store, and this home folder is that of the office.', {
    hint: 'Run it at the store, or name the home folder of the store with --home.',
  })
