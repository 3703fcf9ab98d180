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
 * what has been applied. `apply` commits the payload together with the stream's position. Returns true where the sender
 * sent something again that had been applied before: it does not know of it.
 */
export async function receiveStream(
  visit: Visit,
  stream: IncomingStream,
  apply: (fetched: Fetched) => Promise<void>,
): Promise<boolean> {
  let { epoch, number } = stream.position
  const repeats = await removeApplied(visit, stream, epoch, number)
  const doubts: CentralOfficeError[] = []
  for (;;) {
    checkCancelled(visit)
    const next = await firstGenuine(visit, stream, epoch, number + 1, doubts)
    if (!next) break
    const fetched = await fetchPayload(visit, stream, next)
    await apply(fetched)
    epoch = next.manifest.epoch
    number = next.manifest.number
    visit.result.received.payloads++
    visit.result.received.bytes += fetched.manifest.dat?.size ?? 0
    await removePayload(visit, stream, epoch, number, fetched.file !== null)
    if (fetched.file !== null) await rm(fetched.file, { force: true })
  }
  await refuseFork(visit, stream, epoch, doubts)
  const [doubt] = doubts
  if (doubt) throw doubt
  return repeats
}

/** Manifests of unknown making that are read in one visit for each stream. */
const MOST_DOUBTFUL = 20

/**
 * The manifest of the wanted number that authenticates. Until the first payload has come the epoch is not known, and anybody
 * with the account can leave junk of such a name: what does not authenticate is noted in `doubts`.
 */
async function firstGenuine(
  visit: Visit,
  stream: IncomingStream,
  epoch: Epoch | null,
  number: number,
  doubts: CentralOfficeError[],
): Promise<ReadManifest | null> {
  const candidates = stream.names.filter(
    (name) => name.kind === 'manifest' && name.number === number && (epoch === null || name.epoch === epoch),
  )
  for (const name of candidates.slice(0, MOST_DOUBTFUL)) {
    const read = await readIfGenuine(visit, stream, name, doubts)
    if (read) return read
  }
  return null
}

async function readIfGenuine(
  visit: Visit,
  stream: IncomingStream,
  { epoch, number }: PayloadName,
  doubts: CentralOfficeError[],
): Promise<ReadManifest | null> {
  try {
    return await readManifest(visit, stream, epoch, number)
  } catch (error) {
    if (!hasCode(error, 'PAYLOAD_NOT_AUTHENTIC', 'SITE_MISSING_FILE', 'SITE_DAMAGED_FILE')) throw error
    doubts.push(error)
    return null
  }
}

/** Only a manifest that the store's key made is a second sender. */
async function refuseFork(
  visit: Visit,
  stream: IncomingStream,
  epoch: Epoch | null,
  doubts: CentralOfficeError[],
): Promise<void> {
  if (epoch === null) return
  const strange = stream.names.filter((name) => name.kind === 'manifest' && name.epoch !== epoch)
  for (const name of strange.slice(0, MOST_DOUBTFUL))
    if (await readIfGenuine(visit, stream, name, doubts)) throw forked(stream.sender)
}

type ReadManifest = { manifest: Manifest; bytes: Buffer }

async function readManifest(
  visit: Visit,
  { direction, guid, key }: IncomingStream,
  epoch: Epoch,
  number: number,
): Promise<ReadManifest> {
  const bytes = await visit.site.read(payloadPath(direction, guid, epoch, number, 'manifest'), manifestMaxBytes)
  return { manifest: openManifest(bytes, key, direction, { guid, epoch, number }), bytes }
}

async function fetchPayload(visit: Visit, stream: IncomingStream, { manifest, bytes }: ReadManifest): Promise<Fetched> {
  const { direction, guid, key } = stream
  const { epoch, number } = manifest
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
    await rm(dat, { force: true })
    // The manifest is genuine, its file is not: taken away, it is sent again by whoever made it.
    if (hasCode(error, 'PAYLOAD_DAMAGED', 'SITE_DAMAGED_FILE', 'SITE_MISSING_FILE'))
      await removePayload(visit, stream, epoch, number, true)
    throw error
  }
}

/**
 * Removes leftovers of payloads applied before: a visit that was cut off, copies put back, or payloads sent again because the
 * sender has not seen the acknowledgement. True where the last may be so.
 */
async function removeApplied(
  visit: Visit,
  { direction, guid, names }: IncomingStream,
  epoch: Epoch | null,
  number: number,
): Promise<boolean> {
  const applied = names.filter((candidate) => candidate.epoch === epoch && candidate.number <= number)
  await visit.site.remove(...applied.map((name) => payloadPath(direction, guid, name.epoch, name.number, name.kind)))
  // An acknowledgement (no `.dat`) that came again is not answered: two locations would answer each other for ever.
  return applied.some((one) => one.kind === 'dat' && applied.some((two) => two !== one && two.number === one.number))
}

async function removePayload(
  visit: Visit,
  { direction, guid }: IncomingStream,
  epoch: Epoch,
  number: number,
  withFile: boolean,
): Promise<void> {
  const path = (kind: 'manifest' | 'dat') => payloadPath(direction, guid, epoch, number, kind)
  await visit.site.remove(path('manifest'), ...(withFile ? [path('dat')] : []))
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
