import { rm } from 'node:fs/promises'

/**
 * Removes a file, or a folder with all that is in it; what is not there is no fault. On Windows a virus scanner or an indexer
 * may hold a file for a moment: it is tried again for about three seconds. Errors: those of the operating system.
 */
export const remove = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 8, retryDelay: 80 })
