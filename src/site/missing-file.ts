import type { Connection } from './connection.ts'
import { explainReason, leavesOpen } from './failure.ts'
import { sizeOnSite } from './size.ts'

/**
 * Fetches a file by `work`. Sites refuse one that is not there by every code there is (450, 451, 551 and others instead of 550), so after
 * such a refusal it is looked for: missing is SITE_MISSING_FILE then, and of one that is there the refusal is thrown.
 */
export const nameMissing = async <T>(connection: Connection, path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!leavesOpen(error, 'download') || connection.client.closed) throw error
    const size = await sizeOnSite(connection, path).catch(() => undefined)
    if (size !== null) throw error
    throw explainReason('missing', { doing: 'download', site: connection.site, path }, error)
  }
}
