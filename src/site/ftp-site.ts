import { hasCode } from '../model/errors.ts'
import type { SiteSettings } from '../model/site-settings.ts'
import { cleanUpAfterStop } from './clean-up.ts'
import { clockOffsetBy } from './clock-offset.ts'
import { type Connection, newConnection, siteName } from './connection.ts'
import { downloadOnce, fetchBytes } from './download.ts'
import { explainFailure, type FailureContext } from './failure.ts'
import { type SiteHabits, unknownHabits } from './habits.ts'
import { listFiles, listFilesAgain } from './listing.ts'
import { nameMissing } from './missing-file.ts'
import type { SiteOptions } from './options.ts'
import { persist } from './persist.ts'
import type { Doing } from './reasons.ts'
import { tryToDelete } from './remove.ts'
import { signedIn } from './sign-in.ts'
import type { Site } from './site.ts'
import { sizeOnSite } from './size.ts'
import { sourceOf } from './transfer.ts'
import { uploadOnce } from './upload.ts'

/** Of hundreds of files the first says which ones they are. */
const oneOf = ([first = '', ...others]: string[]): string =>
  others.length === 0 ? first : `${first}" and ${others.length} more such as "${others.at(-1)}`

/**
 * Signs in to an FTP site and goes into Home Dir (made if missing). Operations wait for each other, so calls may overlap.
 * Throws CentralOfficeError with a SITE_* code, or CANCELLED.
 */
export const connectToSite = async (
  settings: SiteSettings,
  password: string,
  options: SiteOptions = {},
): Promise<Site> => {
  const site = siteName(settings)
  const habits: SiteHabits = { ...unknownHabits(), ...options.habits }
  const trips = { count: 0 }
  const folders = new Set<string>()
  const connect = async (): Promise<Connection> => {
    const connection = newConnection(settings, password, options, habits, trips)
    await signedIn(connection, settings, password, options.extraCa)
    return connection
  }
  const work = persist(connect, options)
  const about = (doing: Doing, path?: string): FailureContext => ({ doing, site, path })

  try {
    await work.run(about('connect'), async () => undefined)
  } catch (error) {
    await work.close()
    throw error
  }

  return {
    list: async (folder) => {
      const files = await work.run(about('list', folder), (connection) => listFiles(connection, folder))
      if (files.length > 0) folders.add(folder)
      return files
    },
    listAgain: (folder, shown) =>
      work.run(about('list', folder), (connection) => listFilesAgain(connection, folder, shown)),
    upload: async (from, path, onProgress) => {
      const source = await sourceOf(from).catch((error) => {
        throw explainFailure(error, about('upload', path))
      })
      const upload = uploadOnce(source, path, folders, onProgress)
      try {
        await work.run({ ...about('upload', path), bytes: source.size }, upload.attempt)
      } catch (error) {
        if (upload.begun && hasCode(error, 'CANCELLED')) {
          await cleanUpAfterStop(settings, password, options, habits, path)
        }
        throw error
      }
    },
    download: async (path, target, size, onProgress) => {
      const download = downloadOnce(path, target, size, onProgress)
      const step = { ...about('download', path), bytes: size, kept: () => download.kept }
      try {
        await work.run(step, (connection) => nameMissing(connection, path, () => download.attempt(connection)))
      } finally {
        await download.tidyUp()
      }
    },
    read: (path, maxBytes) =>
      work.run({ ...about('download', path), bytes: maxBytes }, (connection) =>
        nameMissing(connection, path, () => fetchBytes(connection, path, maxBytes)),
      ),
    size: (path) => work.run(about('ask', path), (connection) => sizeOnSite(connection, path)),
    remove: async (...paths) => {
      const refused = await work.run(about('remove', oneOf(paths)), (connection) => tryToDelete(connection, paths))
      return refused.map(({ path, cause }) => ({ path, error: explainFailure(cause, about('remove', path)) }))
    },
    clockOffset: (path, uploadedAt) =>
      work.run(about('ask', path), (connection) => clockOffsetBy(connection, path, uploadedAt)),
    get habits() {
      return { ...habits }
    },
    get roundTrips() {
      return trips.count
    },
    close: work.close,
  }
}
