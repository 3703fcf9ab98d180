import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { hostname } from 'node:os'

/**
 * Tells this computer and home folder from any other, 64 hex digits: the same after the folder was put back from a backup,
 * another for a copy of it elsewhere. A computer goes by the number its system was given when it was installed, or by
 * its name where the system has no such number (Windows).
 */
export async function machineOf(folder: string): Promise<string> {
  const installed = (await readFile('/etc/machine-id', 'utf8').catch(() => '')).trim()
  const place = await realpath(folder).catch(() => folder)
  return createHash('sha256')
    .update(`${installed || hostname()}\n${place}`)
    .digest('hex')
}
