import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise, type ZipFile } from 'yauzl'
import { CentralOfficeError } from '../model/errors.ts'
import { namedPayload } from './payload-names.ts'

/** Where a payload stands in a backup copy. */
const PLACE = /^(sent|received)\/[^/\\]+$/

/**
 * Unpacks the payloads of a backup copy into `folder`. Names in the zip are data: only those of payloads are taken, and no path
 * is built from anything else. Returns the paths, in the order of the zip. Errors: PAYLOAD_DAMAGED.
 */
export async function unpackBackup(file: string, folder: string): Promise<string[]> {
  const paths: string[] = []
  try {
    const zip = await openPromise(file, { autoClose: false })
    try {
      await unpackAll(zip, folder, paths)
    } finally {
      zip.close()
    }
    return paths
  } catch (error) {
    // A full disk, a missing file: the system's own words come out.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error
    throw new CentralOfficeError(
      'PAYLOAD_DAMAGED',
      `The backup copy ${file} cannot be read: it is damaged or cut short.`,
      {
        hint: 'Look into another copy; what was transmitted is not touched by this.',
        cause: error,
      },
    )
  }
}

async function unpackAll(zip: ZipFile, folder: string, paths: string[]): Promise<void> {
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName
    if (!PLACE.test(name) || !namedPayload(name)) continue
    const target = join(folder, dirname(name), basename(name))
    await mkdir(dirname(target), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: 0o600, flags: 'wx' }))
    paths.push(target)
  }
}
