import { createWriteStream } from 'node:fs'
import { basename, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { CentralOfficeError } from '../model/errors.ts'
import { manifestMaxBytes } from '../payload/manifest-codec.ts'
import { type NamedPayload, namedPayload } from './payload-names.ts'

/** Where a payload is in a backup copy. */
const PLACE = /^(sent|received)\/[^/\\]+$/

/** More payloads than any transmission moves: a zip is data, and its directory could name millions. */
const MOST_PAYLOADS = 100_000

/** A payload in a backup copy. Nothing of it has been unpacked yet. */
export type ZippedPayload = {
  place: 'sent' | 'received'
  named: NamedPayload
  /** Its manifest, which is never longer than one may be. */
  manifest(): Promise<Buffer>
  /** Unpacks its `.dat`, which is to have `size` bytes, as the manifest announces; returns its path, in `folder`. */
  datFile(folder: string, size: number): Promise<string>
}

/**
 * The payloads of a backup copy, in the order of the zip, to be unpacked one by one. Names in it are data: only those of
 * payloads are taken, and no path is built from them. What an entry announces is checked before a byte is unpacked, and the
 * zip reader ends an entry that is longer than it announces. Errors: PAYLOAD_DAMAGED, and USAGE where no payload is in it.
 */
export async function* payloadsInZip(file: string): AsyncGenerator<ZippedPayload> {
  const zip = await readable(file, () => openPromise(file, { autoClose: false }))
  try {
    const entries = await readable(file, () => entriesOf(file, zip))
    const manifests = [...entries.keys()].filter((name) => name.endsWith('.manifest'))
    if (manifests.length === 0) throw noBackupCopy(file)
    for (const name of manifests) yield zippedPayload(file, zip, entries, name)
  } finally {
    zip.close()
  }
}

async function entriesOf(file: string, zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName
    if (!PLACE.test(name) || !namedPayload(name)) continue
    if (entries.has(name)) throw damaged(file, `${basename(name)} is in it twice`)
    if (entries.size === 2 * MOST_PAYLOADS) throw damaged(file, `it has more than ${MOST_PAYLOADS} payloads`)
    entries.set(name, entry)
  }
  return entries
}

function zippedPayload(file: string, zip: ZipFile, entries: Map<string, Entry>, name: string): ZippedPayload {
  const named = namedPayload(name)
  if (named === null) throw new Error('only names of payloads come here')
  const entryOf = (kind: 'dat' | 'manifest', fits: (size: number) => boolean): Entry => {
    const entry = entries.get(name.replace(/manifest$/, kind))
    const called = basename(name).replace(/manifest$/, kind)
    if (entry === undefined) throw damaged(file, `${called} is missing in it`)
    if (!fits(entry.uncompressedSize)) throw damaged(file, `${called} has another size than it can have`)
    return entry
  }
  return {
    place: name.startsWith('sent/') ? 'sent' : 'received',
    named,
    manifest: () =>
      readable(file, async () =>
        buffer(await zip.openReadStreamPromise(entryOf('manifest', (size) => size <= manifestMaxBytes))),
      ),
    datFile: (folder, size) =>
      readable(file, async () => {
        const target = join(folder, 'unpacked.dat')
        const unpacked = await zip.openReadStreamPromise(entryOf('dat', (announced) => announced === size))
        await pipeline(unpacked, createWriteStream(target, { mode: 0o600 }))
        return target
      }),
  }
}

/** What is wrong with the zip is told as damage; a full disk or a missing file in the system's own words. */
async function readable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CentralOfficeError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error
    throw damaged(file, 'it is damaged or cut short', error)
  }
}

const damaged = (file: string, why: string, cause?: unknown): CentralOfficeError =>
  new CentralOfficeError('PAYLOAD_DAMAGED', `The backup copy ${file} cannot be read: ${why}.`, {
    hint: 'Look into another copy; what was transmitted is not touched by this.',
    cause,
  })

const noBackupCopy = (file: string): CentralOfficeError =>
  new CentralOfficeError('USAGE', `${file} is a zip file, but not a backup copy: no payload is in it.`, {
    hint: 'Backup copies are in the backup path of the location (backups in its home folder, unless Setup names another).',
  })
