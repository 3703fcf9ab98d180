import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { remove } from '../files/remove.ts'
import { CentralOfficeError, hasCode } from '../model/errors.ts'
import type { Direction, Guid } from '../model/ids.ts'
import { MANIFEST_FORMAT, type Manifest } from '../model/manifest.ts'
import { programVersion } from '../model/program-version.ts'
import { payloadPath } from '../payload/file-names.ts'
import { manifestMaxBytes, openManifest, sealManifest } from '../payload/manifest-codec.ts'
import type { SealedPayload } from '../payload/seal.ts'
import { concernsFile } from '../site/failure.ts'
import type { Site } from '../site/site.ts'
import { noteProblem } from './contain-problems.ts'
import { removeFormerLives, type SendersLife } from './former-lives.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'
import type { SiteSpace } from './site-space.ts'
import type { MadePayload, StreamPart } from './stream-part.ts'
import { checkCancelled, localName, type Visit } from './visit.ts'

export type OutgoingStream = {
  direction: Direction
  guid: Guid
  /** The store's key. */
  key: Uint8Array
  outbox: Outbox
  life: SendersLife
  /** What the store takes on the site, and whether more fits. */
  space: SiteSpace
  heldRows: number
  /** The receiver sent a payload again that was applied here before: it has not seen the acknowledgement. */
  receiverRepeats: boolean
  /** The connection to send on. */
  site: Site
  /** Done before the first payload of a visit is uploaded. */
  beforeFirst?: (site: Site) => Promise<void>
  store?: string
}

/** Where a payload stands while it is made, until it is sealed. */
export const plainFile = (visit: Visit, guid: Guid, number: number): string =>
  join(visit.home.work, `${guid}.${number}.made`)

/** A database put back from a backup may make another payload of the same number: their files are not to be mistaken. */
const datName = (guid: Guid, { epoch, number, tag }: StreamPart): string =>
  `${localName(guid, epoch, number)}.${tag}.dat`

const datFile = (visit: Visit, guid: Guid, part: StreamPart): string => join(visit.home.outbox, datName(guid, part))

/** Seals a payload that was just made, into the outbox. From then on it is sent, however often it takes. */
export async function sealMade(visit: Visit, stream: OutgoingStream, made: MadePayload): Promise<void> {
  await noteSealed(visit, stream, made, await sealFile(visit, stream, made))
}

/** Writes the sealed file of a payload into the outbox; null for one that is nothing but an acknowledgement. */
export async function sealFile(
  visit: Visit,
  { direction, guid, key }: OutgoingStream,
  { part, hasFile }: MadePayload,
): Promise<SealedPayload | null> {
  if (!hasFile) return null
  const { epoch, number } = part
  const sqliteFile = plainFile(visit, guid, number)
  const target = datFile(visit, guid, part)
  const sealed = await visit.sealer.seal({
    sqliteFile,
    datFile: target,
    key,
    binding: { direction, guid, epoch, number },
  })
  await remove(sqliteFile)
  return sealed
}

/** Notes that the file of a payload lies sealed in the outbox. */
export async function noteSealed(
  visit: Visit,
  { guid, outbox, store }: OutgoingStream,
  { part: { number }, rows }: MadePayload,
  sealed: SealedPayload | null,
): Promise<void> {
  if (sealed === null) await remove(plainFile(visit, guid, number))
  else await outbox.noteSealed(number, sealed)
  visit.report({
    step: 'export',
    level: 'info',
    text: sealed === null ? `payload ${number}: acknowledgement` : `payload ${number}: ${rows} rows`,
    ...(store === undefined ? {} : { store }),
  })
}

/**
 * Uploads what is not acknowledged and not on the site: `.dat` first, `.manifest` last. What the allowance does not allow stays
 * in the outbox; that is ALLOWANCE_REACHED, thrown when all else is done.
 */
export async function sendOutbox(visit: Visit, stream: OutgoingStream): Promise<void> {
  const unseen = await noticeVanished(visit, stream).then(() => null, unreadable)
  const entries = await stream.outbox.entries()
  const held = await sendEntries(visit, stream, entries)
  await removeOrphans(visit, stream, entries)
  await removeFormerLives(visit, stream, entries)
  if (unseen !== null) noteProblem(visit, unseen, stream.store)
  await stream.space.settle(visit, held)
}

/** What was sent before cannot be looked at just now: it may stand there, and is no reason to keep the rest. */
function unreadable(error: unknown): CentralOfficeError {
  if (!concernsFile(error)) throw error
  return error
}

/** Sends in order, up to the first payload that there is no room for. Returns that one. */
async function sendEntries(visit: Visit, stream: OutgoingStream, entries: OutboxEntry[]): Promise<OutboxEntry | null> {
  const { space } = stream
  space.reckon(entries)
  let first = true
  for (const entry of entries) {
    if (entry.uploaded) continue
    checkCancelled(visit)
    if (!(await space.fits(visit, entry))) return entry
    if (first) {
      // Numbers must not be given twice, and what the payloads acknowledge must not be forgotten.
      await stream.outbox.forceToDisk()
      await stream.beforeFirst?.(stream.site)
      first = false
    }
    await sendEntry(visit, stream, entry)
    space.sent(entry)
  }
  return null
}

async function sendEntry(visit: Visit, stream: OutgoingStream, entry: OutboxEntry): Promise<void> {
  const { direction, guid, key } = stream
  const { epoch, number } = entry.part
  const path = (kind: 'dat' | 'manifest') => payloadPath(direction, guid, epoch, number, kind)
  const about = stream.store === undefined ? {} : { store: stream.store }
  if (entry.hasFile) {
    const file = datFile(visit, guid, entry.part)
    if (entry.dat === null) throw notSealed(number)
    const total = entry.dat.size
    await stream.site.upload(file, path('dat'), (done) =>
      visit.report({
        step: 'send',
        level: 'info',
        text: `sending payload ${number}`,
        progress: { done, total, unit: 'bytes' },
        ...about,
      }),
    )
    visit.backup.add('sent', file, `${localName(guid, epoch, number)}.dat`)
    visit.result.sent.bytes += total
  }
  const bytes = sealManifest(await manifestOf(visit, stream, entry), key, direction)
  await stream.site.upload(bytes, path('manifest'))
  await stream.outbox.noteUploaded(number, true)
  visit.backup.addManifest('sent', `${localName(guid, epoch, number)}.manifest`, bytes)
  visit.result.sent.payloads++
  visit.result.sent.rows += entry.rows
  visit.report({ step: 'send', level: 'info', text: `payload ${number} is on the site`, ...about })
}

async function manifestOf(visit: Visit, stream: OutgoingStream, entry: OutboxEntry): Promise<Manifest> {
  const up = stream.direction === 'to-office'
  return {
    format: MANIFEST_FORMAT,
    from: up ? stream.guid : 'office',
    to: up ? 'office' : stream.guid,
    ...entry.part,
    dat: entry.dat === null ? null : { ...entry.dat, rows: entry.rows },
    programVersion,
    clock: Date.now(),
    clockOffset: visit.clock.offset,
    health: { heldRows: stream.heldRows, freeDisk: await visit.disk.free() },
  }
}

/**
 * Marks entries to be sent again that no longer stand on the site as they were sent, although nobody acknowledged them. One
 * look at the oldest is enough while it is whole: the receiver takes payloads in order.
 *
 * Acknowledgements are not acknowledged, so that they have gone says nothing; they are looked after only where the
 * receiver is known to be waiting: payloads with rows stand behind them, it repeats what they acknowledge, or they end a refill.
 *
 * Where there is no room for all at once, only the oldest is sent again. For the receiver may have taken them, and be kept by
 * its own allowance from saying so; if all were sent again, and it did the same, neither would ever get to the newer
 * payloads, which acknowledge. Where they are lost indeed, the next is the oldest once this one is acknowledged.
 */
async function noticeVanished(visit: Visit, stream: OutgoingStream): Promise<void> {
  const entries = await stream.outbox.entries()
  stream.space.reckon(entries)
  const uploaded = entries.filter((entry) => entry.uploaded)
  const [oldest, ...others] = uploaded
  if (!oldest || !(stream.receiverRepeats || uploaded.some(matters))) return
  if (await standsWhole(stream, oldest)) return
  await stream.outbox.noteUploaded(oldest.number, false)
  if (!(await stream.space.hasRoomFor(visit, entries))) return
  for (const entry of others)
    if (!(await standsWhole(stream, entry))) await stream.outbox.noteUploaded(entry.number, false)
}

/** The receiver has to get it, and acknowledges it: it brings rows, or begins the stream anew, or tells that a refill was all. */
const matters = ({ hasFile, part, before }: OutboxEntry): boolean =>
  hasFile || part.restart !== null || before.endsRefill === 1

/** A manifest that was damaged counts as gone: its receiver takes it away, or waits for the rest of it. */
async function standsWhole(stream: OutgoingStream, { part, dat }: OutboxEntry): Promise<boolean> {
  const { direction, guid, key, site } = stream
  const { epoch, number } = part
  try {
    const bytes = await site.read(payloadPath(direction, guid, epoch, number, 'manifest'), manifestMaxBytes)
    const manifest = openManifest(bytes, key, direction, { guid, epoch, number })
    if (manifest.dat?.sha256 !== dat?.sha256) return false
  } catch (error) {
    if (hasCode(error, 'SITE_MISSING_FILE', 'SITE_DAMAGED_FILE', 'PAYLOAD_NOT_AUTHENTIC', 'PAYLOAD_DAMAGED'))
      return false
    throw error
  }
  return dat === null || (await site.size(payloadPath(direction, guid, epoch, number, 'dat'))) === dat.size
}

/** Local copies of payloads that are acknowledged by now, or were taken back. */
async function removeOrphans(visit: Visit, { guid }: OutgoingStream, entries: OutboxEntry[]): Promise<void> {
  const wanted = new Set(entries.map(({ part }) => datName(guid, part)))
  for (const name of await visit.disk.outboxOf(guid)) if (!wanted.has(name)) await remove(join(visit.home.outbox, name))
}

/** True where the sealed file of a payload that nobody has acknowledged is gone from this computer. */
export async function outboxIsDamaged(visit: Visit, guid: Guid, outbox: Outbox): Promise<boolean> {
  const entries = await outbox.entries()
  return entries.some(({ hasFile, dat, part }) => {
    if (!hasFile || dat === null) return false
    const file = datFile(visit, guid, part)
    return !existsSync(file) || statSync(file).size !== dat.size
  })
}

const notSealed = (number: number): CentralOfficeError =>
  new CentralOfficeError('INTERNAL', `Payload ${number} was to be sent before it was sealed.`, {
    hint: 'Transmit again; if it happens again, report it with the log.',
  })
