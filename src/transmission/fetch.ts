import { join } from 'node:path'
import { remove } from '../files/remove.ts'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Manifest } from '../model/manifest.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { payloadPath } from '../payload/file-names.ts'
import type { IncomingStream, ReadManifest } from './incoming.ts'
import { removeDamaged } from './site-limits.ts'
import { localName, type Visit } from './visit.ts'

/**
 * Disk space left untouched when a payload of so many bytes is unpacked, bytes: for what the database, its log and the log of the
 * transmission write meanwhile.
 */
const reserveFor = (bytes: number): number => 8 * 1024 * 1024 + Math.ceil(bytes / 4)

/** A payload fetched from the site, checked and opened. All files are null where it only acknowledges. */
export type Fetched = ReadManifest & {
  /** As it came. */
  sealed: string | null
  /** What was inside: to be removed as soon as it is merged. */
  file: string | null
  contents: PayloadContents | null
}

/** Bytes on the disk of this computer while it waits to be merged. */
export const bytesOf = ({ dat }: Manifest): number => (dat === null ? 0 : dat.size + dat.unpackedSize)

/** Fetches what a genuine manifest announces. A payload that is damaged there is deleted: its sender sends it again. */
export async function fetchPayload(visit: Visit, stream: IncomingStream, read: ReadManifest): Promise<Fetched> {
  const { direction, guid, key } = stream
  const { epoch, number, dat } = read.manifest
  if (dat === null) return { ...read, sealed: null, file: null, contents: null }
  const needed = bytesOf(read.manifest)
  const free = await visit.disk.free()
  if (free !== null && needed + reserveFor(needed) > free) throw tooLittleSpace(visit.home.folder, needed, free)

  const name = localName(guid, epoch, number)
  const path = (kind: 'manifest' | 'dat') => payloadPath(direction, guid, epoch, number, kind)
  const sealed = join(visit.home.work, `${name}.dat`)
  const file = join(visit.home.work, `${name}.payload`)
  const fetched = { ...read, sealed, file, contents: null }
  const told = (done: number) =>
    visit.report({
      step: 'receive',
      level: 'info',
      text: `receiving payload ${number}`,
      progress: { done, total: dat.size, unit: 'bytes' },
      ...(stream.store === undefined ? {} : { store: stream.store }),
    })
  try {
    const binding = { direction, guid, epoch, number }
    const contents = await twiceIfDamaged(async () => {
      await visit.lanes.run((site) => site.download(path('dat'), sealed, dat.size, told))
      return visit.sealer.open({ datFile: sealed, sqliteFile: file, key, binding, expected: dat })
    })
    return { ...fetched, contents }
  } catch (error) {
    await forget(fetched)
    // The manifest is genuine, its file is not, twice: once it is deleted, its sender sends it again.
    if (hasCode(error, 'PAYLOAD_DAMAGED', 'SITE_DAMAGED_FILE', 'SITE_MISSING_FILE'))
      await visit.lanes.run((site) =>
        removeDamaged(visit, site, { store: stream.store, manifest: path('manifest'), dat: path('dat') }),
      )
    throw error
  }
}

/** What comes damaged may lie sound on the site: it is fetched once more before anything is concluded. */
async function twiceIfDamaged<T>(fetchIt: () => Promise<T>): Promise<T> {
  try {
    return await fetchIt()
  } catch (error) {
    if (!hasCode(error, 'PAYLOAD_DAMAGED', 'SITE_DAMAGED_FILE')) throw error
    return fetchIt()
  }
}

/** Removes the local files of a payload. */
export async function forget({ sealed, file }: Fetched): Promise<void> {
  for (const each of [sealed, file]) if (each !== null) await remove(each)
}

/** Only announced so far, perhaps by a sender that means harm: no reason to end the visit for the others. */
function tooLittleSpace(folder: string, needed: number, free: number): CentralOfficeError {
  const [own, kept] = [needed, reserveFor(needed)].map((bytes) => Math.ceil(bytes / 1e6)) as [number, number]
  return new CentralOfficeError(
    'PAYLOAD_TOO_LARGE',
    `A payload needs ${own + kept} MB on the disk of the home folder (${own} MB for itself, ${kept} MB for what is written meanwhile), and ${Math.floor(free / 1e6)} MB are free.`,
    {
      hint: `Free some space on the disk that holds ${folder} and transmit again. Nothing was changed, and the payload waits on the site.`,
      retryable: true,
    },
  )
}
