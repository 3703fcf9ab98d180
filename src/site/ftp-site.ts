import type { SiteSettings } from '../model/site-settings.ts'
import { clockOffsetBy } from './clock-offset.ts'
import { type Connection, newConnection, siteName, unknownHabits } from './connection.ts'
import { explainFailure, type FailureContext } from './failure.ts'
import { listFiles } from './listing.ts'
import type { SiteOptions } from './options.ts'
import { persist } from './persist.ts'
import type { Doing } from './reasons.ts'
import { signedIn } from './sign-in.ts'
import type { Site } from './site.ts'
import { deleteFile, fetchBytes, fetchFile, sizeOnSite, sourceOf } from './transfer.ts'
import { uploadOnce } from './upload.ts'

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
  const habits = unknownHabits()
  const trips = { count: 0 }
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
    list: (folder) => work.run(about('list', folder), (connection) => listFiles(connection, folder)),
    upload: async (from, path, onProgress) => {
      const source = await sourceOf(from).catch((error) => {
        throw explainFailure(error, about('upload', path))
      })
      return work.run(about('upload', path), uploadOnce(source, path, onProgress))
    },
    download: (path, target, maxBytes, onProgress) =>
      work.run(about('download', path), (connection) => fetchFile(connection, path, target, maxBytes, onProgress)),
    read: (path, maxBytes) => work.run(about('download', path), (connection) => fetchBytes(connection, path, maxBytes)),
    size: (path) => work.run(about('ask', path), (connection) => sizeOnSite(connection, path)),
    remove: (path) => work.run(about('remove', path), (connection) => deleteFile(connection, path)),
    clockOffset: (path, uploadedAt) =>
      work.run(about('ask', path), (connection) => clockOffsetBy(connection, path, uploadedAt)),
    get roundTrips() {
      return trips.count
    },
    close: work.close,
  }
}
