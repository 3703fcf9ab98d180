import type { SiteSettings } from '../model/site-settings.ts'
import { newConnection } from './connection.ts'
import { explainFailure } from './failure.ts'
import type { SiteHabits } from './habits.ts'
import type { SiteOptions } from './options.ts'
import { deleteFiles } from './remove.ts'
import { signedIn } from './sign-in.ts'

/** Somebody who pressed Stop is waiting, and a site that hangs will not do this either. */
const patienceMs = 3_000

/**
 * Deletes what an upload left that was stopped in the middle, on a connection of its own: the one it was under way on is in
 * no state to be asked anything. What cannot be deleted is noted in the protocol log; the next upload of it replaces it.
 */
export const cleanUpAfterStop = async (
  settings: SiteSettings,
  password: string,
  options: SiteOptions,
  habits: SiteHabits,
  path: string,
): Promise<void> => {
  const connection = newConnection(settings, password, { ...options, signal: AbortSignal.timeout(patienceMs) }, habits)
  try {
    await signedIn(connection, settings, password, options.extraCa)
    await deleteFiles(connection, [path])
  } catch (error) {
    const { message } = explainFailure(error, { doing: 'remove', site: connection.site, path })
    options.log?.(`A part of a stopped upload may be left. ${message}`)
  } finally {
    connection.close()
  }
}
