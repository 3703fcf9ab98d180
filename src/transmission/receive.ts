import { remove } from '../files/remove.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import type { Manifest } from '../model/manifest.ts'
import { type PayloadName, payloadPath } from '../payload/file-names.ts'
import { removeNobodys, settleDamaged, toldAsDeleted } from './damaged-manifest.ts'
import { type Fetched, fetchPayload } from './fetch.ts'
import { FetchAhead } from './fetch-ahead.ts'
import { lookIntoThePast, noteSeen, rememberFormer } from './former-epochs.ts'
import { firstGenuine, type IncomingStream, type ReadManifest, readGenuine } from './incoming.ts'
import { isNews } from './seen-manifests.ts'
import { type Arrival, judgeArrival, judgeUnknownLife, knowsMore, type StreamPosition } from './stream.ts'
import { tagOf } from './tags.ts'
import { checkCancelled, forked, localName, type Visit } from './visit.ts'

/** What came of receiving a stream. */
export type Received = {
  /** The sender sent something again that had been applied before: it does not know of it. */
  repeats: boolean
  /**
   * It sends in a life that has ended, or after another payload than the last one applied: it was restored to a day before, and is told so
   * by any acknowledgement.
   */
  forgetful: boolean
  /** The sender knows of payloads that this database does not: it was restored from a backup. */
  behind: boolean
  /** The sender takes this side for another one under its name, and takes nothing of it. */
  refused: boolean
  /** The highest `began` it tells of this side's stream; a new epoch has to begin with more. */
  began: number
}

export const nothingReceived: Received = { repeats: false, forgetful: false, behind: false, refused: false, began: 0 }

/** Where a stream stops before all was received. */
type Stop = 'behind' | 'refused'

/** Commits a payload together with the stream's position, and says what it was. */
type Apply = (fetched: Fetched) => Promise<Arrival>

/**
 * Fetches and applies, in the order of their numbers, the payloads of a stream that wait on the site, and removes what has
 * been applied. A stream that begins anew is followed into its new life.
 */
export async function receiveStream(visit: Visit, stream: IncomingStream, apply: Apply): Promise<Received> {
  const found = { forgetful: false, repeats: false }
  const stop = await receiveAll(visit, stream, apply, found)
  return { ...found, behind: stop === 'behind', refused: stop === 'refused', began: stream.heard.began }
}

async function receiveAll(
  visit: Visit,
  stream: IncomingStream,
  apply: Apply,
  found: Pick<Received, 'forgetful' | 'repeats'>,
): Promise<Stop | null> {
  const doubts: CentralOfficeError[] = []
  const start = await stream.position()
  const past = await lookIntoThePast(visit, stream, start)
  if (past !== null) await stream.noteOver(past.manifest.epoch)
  const again = await readAgain(visit, stream, start)
  found.forgetful = past !== null || (again !== null && isOther(start, again))
  found.repeats = (await removeApplied(stream, start)) || (again !== null && again.restart !== null)
  if (past !== null && knowsMore(start, past.manifest)) return 'behind'
  if (past !== null) await noteSeen(stream, past)
  for (;;) {
    const position = await stream.position()
    const life =
      position.awaits === null
        ? await receiveLife(visit, stream, position, apply, doubts)
        : await judgeLater(visit, stream, position, position.number, [])
    if (life === 'behind' || life === 'refused') return life
    if (life === 'forgotten') {
      found.forgetful = true
      await removeForgotten(stream, await stream.position())
    }
    const next = await findNewLife(visit, stream, await stream.position(), doubts)
    if (next === 'behind' || next === 'refused') return next
    if (next === 'forgotten') found.forgetful = true
    if (next === null || next === 'forgotten') break
    const arrival = await applyFetched(visit, stream, await fetchPayload(visit, stream, next), apply)
    if (arrival === 'behind' || arrival === 'refused') return arrival
    if (arrival === 'restart') await rememberFormer(visit, stream, await stream.position())
    await removePayload(stream, next.manifest)
    await removeApplied(stream, await stream.position())
  }
  const [doubt] = doubts
  if (doubt) throw doubt
  return null
}

/** Receives what waits of the life the stream is in. The next payloads are fetched while one is being merged. */
async function receiveLife(
  visit: Visit,
  stream: IncomingStream,
  position: StreamPosition,
  apply: Apply,
  doubts: CentralOfficeError[],
): Promise<'all' | 'forgotten' | Stop> {
  let { epoch, number } = position
  const ahead = new FetchAhead(visit, stream)
  let removal = Promise.resolve()
  try {
    for (;;) {
      checkCancelled(visit)
      const arrived = await ahead.next(epoch, number + 1)
      if (!arrived) break
      const { fetched, giveUpRoom } = arrived
      try {
        const arrival = await applyFetched(visit, stream, fetched, apply)
        if (arrival === 'behind' || arrival === 'refused' || arrival === 'forgotten') return arrival
        if (arrival !== 'next') break
      } finally {
        giveUpRoom()
      }
      epoch = fetched.manifest.epoch
      number = fetched.manifest.number
      await removal
      removal = removePayload(stream, fetched.manifest)
      removal.catch(() => undefined)
    }
  } finally {
    await Promise.allSettled([ahead.close(), removal])
  }
  await removal
  const halted = ahead.doubts.some(({ code }) => code === 'PAYLOAD_NOT_AUTHENTIC')
  const settled = halted && epoch !== null ? await settleDamaged(visit, stream, epoch, number + 1) : 'gone'
  if (settled !== 'arriving') doubts.push(...(settled === 'damaged' ? ahead.doubts.map(toldAsDeleted) : ahead.doubts))
  const now = await stream.position()
  return judgeLater(visit, stream, now, now.number + 1, doubts)
}

/**
 * What lies there of the present epoch beyond a number, and cannot be applied. The next payload is missing, or this side has asked for
 * everything. Either that comes; or this database has forgotten something, perhaps all, and what the last one acknowledges tells.
 */
async function judgeLater(
  visit: Visit,
  stream: IncomingStream,
  position: StreamPosition,
  beyond: number,
  doubts: CentralOfficeError[],
): Promise<'all' | Stop> {
  const later = stream.names
    .filter(({ epoch }) => position.epoch === null || epoch === position.epoch)
    .filter(({ kind, number }) => kind === 'manifest' && number > beyond)
    .sort((a, b) => b.number - a.number)
  const last = await firstGenuine(visit, stream, later, doubts)
  const arrival = last && judgeArrival(position, last.manifest)
  return arrival === 'behind' || arrival === 'refused' ? arrival : 'all'
}

async function applyFetched(visit: Visit, stream: IncomingStream, fetched: Fetched, apply: Apply): Promise<Arrival> {
  try {
    keepCopy(visit, stream, fetched)
    const arrival = await apply(fetched)
    if (arrival === 'fork') throw await refuse(stream, fetched.manifest)
    if (arrival === 'next' || arrival === 'restart') {
      visit.result.received.payloads++
      visit.result.received.bytes += fetched.manifest.dat?.size ?? 0
    }
    return arrival
  } finally {
    // Unsealed, it must not lie about until the program starts anew, whatever fails here or on the site.
    if (fetched.file !== null) await remove(fetched.file)
  }
}

/**
 * The first payload of a life that follows the present one, the newest if there are several. Only a manifest that the store's key
 * made can be one, or show a second sender, or that this database was restored to a day before a life began.
 */
async function findNewLife(
  visit: Visit,
  stream: IncomingStream,
  position: StreamPosition,
  doubts: CentralOfficeError[],
): Promise<ReadManifest | Stop | 'forgotten' | null> {
  if (position.epoch === null && position.awaits === null) return null
  const strange = stream.names
    .filter(({ kind, epoch }) => kind === 'manifest' && epoch !== position.epoch && !position.ended.includes(epoch))
    .sort((a, b) => a.number - b.number)
  let newest: ReadManifest | null = null
  let fork: Manifest | null = null
  let forgotten = false
  const nobodys: PayloadName[] = []
  const told: CentralOfficeError[] = []
  const genuine = await readGenuine(visit, stream, strange, told, nobodys)
  await removeNobodys(stream, nobodys)
  doubts.push(...told.map(toldAsDeleted))
  const seen = await stream.seen()
  for (const read of genuine) {
    const arrival = judgeArrival(position, read.manifest)
    if (arrival === 'refused') return arrival
    if (arrival === 'fork') fork ??= read.manifest
    if (arrival === 'repeated') await removePayload(stream, read.manifest)
    // Begun before the present epoch, or by a clock that was behind: its sender, if it is in it, is told to begin with more.
    const isOver = arrival === 'repeated' && isNews(seen, read)
    if (isOver) {
      await stream.noteOver(read.manifest.epoch)
      await noteSeen(stream, read)
    }
    if (isOver || arrival === 'forgotten') forgotten = true
    if (arrival !== 'restart' && arrival !== 'behind') continue
    if ((read.manifest.restart?.at ?? 0) > (newest?.manifest.restart?.at ?? -1)) newest = read
  }
  if (newest !== null) return newest
  if (fork !== null) throw await refuse(stream, fork)
  const unknown = genuine
    .filter((read) => isNews(seen, read))
    .map((read) => ({ read, shows: judgeUnknownLife(position, read.manifest) }))
  if (unknown.some(({ shows }) => shows === 'behind')) return 'behind'
  for (const { read } of unknown.filter(({ shows }) => shows === 'over')) {
    forgotten = true
    await stream.noteOver(read.manifest.epoch)
    await noteSeen(stream, read)
    await removePayload(stream, read.manifest)
  }
  return forgotten ? 'forgotten' : null
}

/** Nothing of it is taken, and its sender is told. */
async function refuse(stream: IncomingStream, { epoch }: Manifest): Promise<CentralOfficeError> {
  await stream.noteRefused(epoch)
  return forked(stream.sender)
}

function keepCopy(visit: Visit, { guid }: IncomingStream, { manifest, bytes, sealed }: Fetched): void {
  if (sealed !== null) visit.backup.add('received', sealed)
  visit.backup.addManifest('received', `${localName(guid, manifest.epoch, manifest.number)}.manifest`, bytes)
}

/**
 * Removes leftovers of payloads applied before: a visit that was cut off, copies put back, or payloads sent again because the
 * sender has not seen the acknowledgement. True where the last may be so.
 */
async function removeApplied(
  { direction, guid, names, removals, store = '' }: IncomingStream,
  { epoch, number, ended }: StreamPosition,
): Promise<boolean> {
  const applied = names.filter((candidate) => candidate.epoch === epoch && candidate.number <= number)
  const over = names.filter((candidate) => ended.includes(candidate.epoch))
  const paths = [...applied, ...over].map((name) => payloadPath(direction, guid, name.epoch, name.number, name.kind))
  await removals.remove(store, ...paths)
  // An acknowledgement (no `.dat`) that came again is not answered: two locations would answer each other for ever.
  return applied.some((one) => one.kind === 'dat' && applied.some((two) => two !== one && two.number === one.number))
}

/**
 * What stands under a number that was applied already: the newest that can be told from what was applied, or the first of the life, which
 * may be a question. Its sender waits for an answer before it says anything else, and where it was restored to a day on
 * which it was asking, it has forgotten the answer that it had.
 */
async function readAgain(visit: Visit, stream: IncomingStream, position: StreamPosition): Promise<Manifest | null> {
  const { epoch, number: upTo } = position
  const applied = stream.names
    .filter((name) => name.kind === 'manifest' && name.epoch === epoch && name.number <= upTo)
    .filter(({ number }) => number === 1 || tagOf(position, number))
    .sort((a, b) => b.number - a.number)
  return (await firstGenuine(visit, stream, applied, []))?.manifest ?? null
}

/**
 * Another payload than the one applied under its number: its sender was restored to a day before, and does not know. If it is nothing but
 * an acknowledgement, it may have nothing else to say for long.
 */
const isOther = (position: StreamPosition, { number, tag }: Manifest): boolean =>
  (tagOf(position, number) ?? tag) !== tag

/**
 * Removes what follows another payload than the one applied, and all after it. Either its sender made it before it was restored, and
 * does not know of it; or it made it since, and begins anew once it hears which payload was applied.
 */
async function removeForgotten(
  { direction, guid, names, removals, store = '' }: IncomingStream,
  { epoch, number }: StreamPosition,
): Promise<void> {
  const paths = (kind: 'manifest' | 'dat') =>
    names
      .filter((name) => name.kind === kind && name.epoch === epoch && name.number > number)
      .map((name) => payloadPath(direction, guid, name.epoch, name.number, kind))
  await removals.remove(store, ...paths('manifest'), ...paths('dat'))
}

/** The manifest first, so that none announces a `.dat` that is gone. */
function removePayload(
  { direction, guid, removals, store = '' }: IncomingStream,
  { epoch, number, dat }: Manifest,
): Promise<void> {
  const path = (kind: 'manifest' | 'dat') => payloadPath(direction, guid, epoch, number, kind)
  return removals.remove(store, path('manifest'), ...(dat === null ? [] : [path('dat')]))
}
