import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Direction, Epoch, Guid } from '../model/ids.ts'
import type { Manifest } from '../model/manifest.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { readContents } from '../payload/contents.ts'
import { type PayloadName, payloadPath } from '../payload/file-names.ts'
import { manifestMaxBytes, openManifest } from '../payload/manifest-codec.ts'
import { openPayload } from '../payload/open.ts'
import type { StreamPosition } from './stream.ts'
import { checkCancelled, forked, freeDisk, localName, type Visit } from './visit.ts'

/** Disk space left untouched when a payload is unpacked, bytes. */
const DISK_RESERVE = 256 * 1024 * 1024

export type IncomingStream = {
  direction: Direction
  guid: Guid
  /** The store's key. */
  key: Uint8Array
  position: StreamPosition
  /** Files of this stream on the site, from one listing. */
  names: PayloadName[]
  /** Whom to name when it forks. */
  sender: string
  store?: string
}

/** A payload fetched from the site, checked and opened. */
export type Fetched = { manifest: Manifest; file: string | null; contents: PayloadContents | null }

/**
 * Fetches and applies, one by one in the order of their numbers, the payloads of a stream that wait on the site, and removes
 * what has been applied. `apply` commits the payload together with the stream's position.
 */
export async function receiveStream(
  visit: Visit,
  stream: IncomingStream,
  apply: (fetched: Fetched) => Promise<void>,
): Promise<void> {
  let { epoch, number } = stream.position
  await removeApplied(visit, stream, epoch, number)
  for (;;) {
    checkCancelled(visit)
    const next = stream.names.find(
      (name) => name.kind === 'manifest' && name.number === number + 1 && (epoch === null || name.epoch === epoch),
    )
    if (!next) break
    const fetched = await fetchPayload(visit, stream, next.epoch, next.number)
    await apply(fetched)
    epoch = next.epoch
    number = next.number
    visit.result.received.payloads++
    visit.result.received.bytes += fetched.manifest.dat?.size ?? 0
    await removePayload(visit, stream, epoch, number, fetched.file !== null)
    if (fetched.file !== null) await rm(fetched.file, { force: true })
  }
  const strange = stream.names.find((name) => name.kind === 'manifest' && epoch !== null && name.epoch !== epoch)
  if (strange) await refuseFork(visit, stream, strange)
}

/** Only a manifest that the store's key made is a second sender; anybody with the account can leave junk. */
async function refuseFork(visit: Visit, stream: IncomingStream, { epoch, number }: PayloadName): Promise<void> {
  await readManifest(visit, stream, epoch, number)
  throw forked(stream.sender)
}

async function readManifest(
  visit: Visit,
  { direction, guid, key }: IncomingStream,
  epoch: Epoch,
  number: number,
): Promise<{ manifest: Manifest; bytes: Buffer }> {
  const bytes = await visit.site.read(payloadPath(direction, guid, epoch, number, 'manifest'), manifestMaxBytes)
  return { manifest: openManifest(bytes, key, direction, { guid, epoch, number }), bytes }
}

async function fetchPayload(visit: Visit, stream: IncomingStream, epoch: Epoch, number: number): Promise<Fetched> {
  const { direction, guid, key } = stream
  const { manifest, bytes } = await readManifest(visit, stream, epoch, number)
  const name = localName(guid, epoch, number)
  if (manifest.dat === null) {
    visit.backup.addManifest('received', `${name}.manifest`, bytes)
    return { manifest, file: null, contents: null }
  }
  const { size, unpackedSize } = manifest.dat
  const free = await freeDisk(visit.home)
  if (free !== null && size + unpackedSize + DISK_RESERVE > free) throw tooLittleSpace(size + unpackedSize, free)

  const dat = join(visit.home.work, `${name}.dat`)
  const file = join(visit.home.work, `${name}.payload`)
  try {
    await visit.site.download(payloadPath(direction, guid, epoch, number, 'dat'), dat, size, (done) =>
      visit.report({
        step: 'receive',
        level: 'info',
        text: `receiving payload ${number}`,
        progress: { done, total: size, unit: 'bytes' },
        ...(stream.store === undefined ? {} : { store: stream.store }),
      }),
    )
    await openPayload(dat, file, key, { direction, guid, epoch, number }, manifest.dat)
    const contents = readContents(file)
    visit.backup.add('received', dat)
    visit.backup.addManifest('received', `${name}.manifest`, bytes)
    return { manifest, file, contents }
  } catch (error) {
    await rm(file, { force: true })
    // The manifest is genuine, its file is not: taken away, it is sent again by whoever made it.
    if (hasCode(error, 'PAYLOAD_DAMAGED', 'SITE_DAMAGED_FILE', 'SITE_MISSING_FILE'))
      await removePayload(visit, stream, epoch, number, true)
    throw error
  }
}

/** Leftovers of payloads applied before: a visit that was cut off, or copies put back. */
async function removeApplied(
  visit: Visit,
  { direction, guid, names }: IncomingStream,
  epoch: Epoch | null,
  number: number,
): Promise<void> {
  for (const name of names.filter((candidate) => candidate.epoch === epoch && candidate.number <= number))
    await visit.site.remove(payloadPath(direction, guid, name.epoch, name.number, name.kind))
}

async function removePayload(
  visit: Visit,
  { direction, guid }: IncomingStream,
  epoch: Epoch,
  number: number,
  withFile: boolean,
): Promise<void> {
  await visit.site.remove(payloadPath(direction, guid, epoch, number, 'manifest'))
  if (withFile) await visit.site.remove(payloadPath(direction, guid, epoch, number, 'dat'))
}

const tooLittleSpace = (needed: number, free: number): CentralOfficeError =>
  new CentralOfficeError(
    'DISK_FULL',
    `A payload needs ${Math.ceil(needed / 1e6)} MB of disk space, and ${Math.floor(free / 1e6)} MB are free.`,
    {
      hint: 'Free some space on the disk of the home folder and transmit again. Nothing was changed.',
      retryable: true,
    },
  )
