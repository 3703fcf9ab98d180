import { rmSync } from 'node:fs'
import { remove } from '../files/remove.ts'
import { CentralOfficeError } from '../model/errors.ts'
import type { Epoch, Guid } from '../model/ids.ts'
import { showStoreNumber } from '../model/ids.ts'
import type { Manifest } from '../model/manifest.ts'
import type { VisitResult } from '../model/visit-event.ts'
import { storeKey } from '../payload/keys.ts'
import type { Site } from '../site/site.ts'
import { adoptStores } from './adopt-stores.ts'
import { bytesLeft, type ListedPayload, listedPayloads } from './allowance.ts'
import { cleanUpRetired } from './clean-up-retired.ts'
import { containProblems } from './contain-problems.ts'
import type { Fetched } from './fetch.ts'
import type { IncomingStream } from './incoming.ts'
import { leftOutAtOffice } from './left-out-tables.ts'
import { listWaiting } from './list-waiting.ts'
import type { OfficeReplica } from './office-replica.ts'
import { type Received, receiveStream } from './receive.ts'
import { Removals } from './removals.ts'
import { copied, otherOffice, refused, tellRestored } from './restored.ts'
import { Room } from './room.ts'
import type { SeenManifests } from './seen-manifests.ts'
import { type OutgoingStream, outboxIsDamaged, plainFile, sealMade, sendOutbox } from './send.ts'
import { sideBySide } from './side-by-side.ts'
import { tellClock, tellDeletions } from './site-limits.ts'
import { SiteMark } from './site-mark.ts'
import { SiteSpace } from './site-space.ts'
import { readLink, readLinks, readPosition, type StoreLink } from './store-links.ts'
import type { Arrival } from './stream.ts'
import { streamPartOf } from './stream-part.ts'
import { tellLeftOut } from './tell-left-out.ts'
import { checkCancelled, type Visit } from './visit.ts'

/** One transmission of the office: take what waits from every store, then make and send what each is owed. */
export async function visitAsOffice(
  visit: Visit,
  replica: OfficeReplica,
  networkKey: Uint8Array,
): Promise<VisitResult> {
  await replica.noteTime(Date.now())
  const mark = SiteMark.ofOffice(visit.home, networkKey)
  const { files, incomplete } = await listWaiting(visit, visit.site, 'to-office', await mark.lastPath())
  const waiting = groupByStore(listedPayloads('to-office', files))
  const listed = files.map(({ name }) => name)
  await checkIdentity(visit, replica, mark, { networkKey, listed })
  await cleanUpRetired(visit, replica.database, networkKey, waiting)
  await adoptStores(visit, replica, networkKey, waiting)
  const links = (await readLinks(replica.database)).filter((link) => !link.ignored)
  const repeating = new Set<Guid>()
  const shared = {
    incomplete,
    room: new Room({ payloads: 2 * visit.lanes.limit, bytes: AHEAD_BYTES }),
    removals: new Removals(visit, () => replica.database.forceToDisk()),
  }
  await sideBySide(links, storesAtATime(visit), async (link) => {
    const names = waiting.get(link.guid) ?? []
    if (names.length === 0 && !(incomplete && link.upEpoch !== null)) return
    checkCancelled(visit)
    const key = storeKey(networkKey, link.guid)
    await containProblems(
      visit,
      async () => {
        const {
          repeats,
          forgetful,
          behind,
          began,
          refused: isRefused,
        } = await receiveFrom(visit, replica, link, key, names, shared)
        if (repeats) repeating.add(link.guid)
        const answers = repeats && !visit.deletions.keeps(shown(link))
        if (forgetful || answers) await replica.oweAnswer(link.guid, { again: forgetful })
        if (isRefused && !visit.takeOver) throw refused('This office', `Store ${shown(link)}`)
        if (behind || isRefused) await askOneForRefill(visit, replica, link, began)
      },
      { store: shown(link), folder: 'to-office' },
    )
  })
  let left: Promise<void> | null = null
  let markFailure: unknown
  const leaveMark = (site: Site) => {
    left ??= replica.progress().then(async (progress) => {
      // Else a power cut would make this look like an office that was restored.
      await replica.database.forceToDisk()
      await mark.leave(site, progress, (upload) => visit.clock.measureOn(site, upload))
    })
    // Without the mark nothing may be sent to anybody.
    left.catch((error) => {
      markFailure = error
    })
    return left
  }
  await sideBySide(links, storesAtATime(visit), async ({ guid, number }) => {
    checkCancelled(visit)
    const work = async () => {
      const link = await readLink(replica.database, guid)
      const incoming = bytesLeft(waiting.get(guid) ?? [], { epoch: link.upEpoch, number: link.applied })
      const about = { receiverRepeats: repeating.has(guid), beforeFirst: leaveMark, incoming }
      await sendTo(visit, replica, link, storeKey(networkKey, guid), about)
    }
    const unmarked = (error: unknown) => error === markFailure
    await containProblems(visit, work, { store: showStoreNumber(number), folder: 'to-office', ends: unmarked })
  })
  tellDeletions(visit)
  tellClock(visit)
  tellLeftOut(visit, leftOutAtOffice(await readLinks(replica.database)))
  return visit.result
}

/**
 * Makes sure, before anything is sent, that this is the network's one office, and that its database has forgotten nothing; where
 * it has, every store is asked for everything.
 */
async function checkIdentity(
  visit: Visit,
  replica: OfficeReplica,
  mark: SiteMark,
  { networkKey, listed }: { networkKey: Uint8Array; listed: string[] },
): Promise<void> {
  if (SiteMark.showsOtherOffice(listed, networkKey) && !visit.takeOver) throw otherOffice()
  const sight = await mark.look(visit.site, listed, await replica.progress())
  if (sight === 'another' && !visit.takeOver) throw copied('This office')
  if (sight !== 'nothing') {
    await replica.askForRefill(Date.now())
    tellRestored(visit, 'Every store is asked for everything that is missing.')
  }
}

async function askOneForRefill(visit: Visit, replica: OfficeReplica, link: StoreLink, began: number): Promise<void> {
  await replica.askOneForRefill(link.guid, Date.now(), began)
  tellRestored(visit, 'The store is asked for everything that is missing.', shown(link))
}

/** Fetched and unpacked payloads that wait to be merged, bytes. */
const AHEAD_BYTES = 64 * 1024 * 1024

/** Enough that there is a file for each connection, while payloads of other stores are being merged or made. */
const storesAtATime = ({ lanes }: Visit): number => (lanes.limit === 1 ? 1 : 3 * lanes.limit)

const shown = (link: StoreLink): string => showStoreNumber(link.number)

function groupByStore(names: ListedPayload[]): Map<Guid, ListedPayload[]> {
  const groups = new Map<Guid, ListedPayload[]>()
  for (const name of names) {
    if (!name.guid) continue
    const group = groups.get(name.guid)
    if (group) group.push(name)
    else groups.set(name.guid, [name])
  }
  return groups
}

async function receiveFrom(
  visit: Visit,
  replica: OfficeReplica,
  link: StoreLink,
  key: Uint8Array,
  names: ListedPayload[],
  shared: Pick<IncomingStream, 'incomplete' | 'room' | 'removals'>,
): Promise<Received> {
  const stream = {
    direction: 'to-office' as const,
    guid: link.guid,
    key,
    position: async () => readPosition(replica.database, await readLink(replica.database, link.guid)),
    noteOver: (epoch: Epoch) => replica.noteOver(link.guid, epoch),
    unfinished: () => replica.unfinished(link.guid),
    noteUnfinished: (digest: string) => replica.noteUnfinished(link.guid, digest),
    noteRefused: (epoch: Epoch) => replica.noteRefused(link.guid, epoch),
    seen: () => replica.seenManifests(link.guid),
    noteSeen: (seen: SeenManifests) => replica.noteSeen(link.guid, seen),
    heard: { began: 0 },
    names,
    ...shared,
    sender: `Store ${shown(link)}`,
    store: shown(link),
  }
  return receiveStream(visit, stream, (fetched) => merge(visit, replica, link, fetched))
}

async function merge(visit: Visit, replica: OfficeReplica, link: StoreLink, fetched: Fetched): Promise<Arrival> {
  const { manifest, file, contents } = fetched
  const applied = await replica.apply(link.guid, streamPartOf(manifest), file, contents, {
    heldRows: manifest.health.heldRows,
    program: manifest.programVersion,
    shift: await shiftOf(visit, manifest, shown(link)),
    now: Date.now(),
  })
  if (applied.arrival !== 'next' && applied.arrival !== 'restart') return applied.arrival
  visit.result.received.rows += applied.rows
  visit.result.conflicts += applied.conflicts
  const tell = (text: string) => visit.report({ step: 'import', level: 'info', text, store: shown(link) })
  for (const table of applied.created) tell(`table ${table} created`)
  for (const { table, column } of applied.added) tell(`column ${column} added to ${table}`)
  for (const { reason, remedy: hint } of applied.declined)
    await containProblems(
      visit,
      async () => {
        throw new CentralOfficeError('SCHEMA_DIFFERS', reason, { hint, retryable: true })
      },
      { store: shown(link) },
    )
  tell(
    `payload ${manifest.number}: ${applied.rows} rows${applied.conflicts > 0 ? `, ${applied.conflicts} values in conflict` : ''}`,
  )
  return applied.arrival
}

/** What to add to a store's times to get the office's; where that cannot be known, both clocks are taken as they are. */
async function shiftOf(visit: Visit, manifest: Manifest, store: string): Promise<number> {
  const { clock, lanes } = visit
  const shift = await clock.shiftOf(manifest, () => lanes.run((site) => clock.probe(site, 'to-office/clock')))
  if (shift !== null) return shift
  visit.report({
    step: 'import',
    level: 'warn',
    text: `payload ${manifest.number}: by the site's clock, that of the store differs from the office's, but the site's cannot be relied on: where the newest change wins, both are taken as they are`,
    hint: 'See that date, time and time zone are right at the office and at the store.',
    store,
  })
  return 0
}

async function sendTo(
  visit: Visit,
  replica: OfficeReplica,
  given: StoreLink,
  key: Uint8Array,
  how: Pick<OutgoingStream, 'receiverRepeats' | 'beforeFirst'> & { incoming: number },
): Promise<void> {
  await replica.takeBackUnsealed(given)
  const damaged = await outboxIsDamaged(visit, given.guid, replica.outbox(given))
  if (damaged) await replica.makeAnew(given.guid, Date.now())
  const link = damaged ? await readLink(replica.database, given.guid) : given
  const { incoming, ...rest } = how
  if (incoming === 0 && link.loadRows !== null) await replica.noteLoaded(link.guid)
  const about = { direction: 'to-store' as const, guid: link.guid, outbox: replica.outbox(link), store: shown(link) }
  const stream: OutgoingStream = {
    ...about,
    ...rest,
    life: { epoch: link.downEpoch, anew: link.restart !== null, made: link.exported },
    key,
    space: new SiteSpace({ ...about, epoch: link.downEpoch, incoming }),
    heldRows: 0,
    site: visit.site,
  }
  let file = ''
  await replica.export(
    link.guid,
    (number) => {
      file = plainFile(visit, link.guid, number)
      rmSync(file, { force: true })
      return file
    },
    async (made) => {
      await sealMade(visit, stream, made)
      checkCancelled(visit)
    },
    () => stream.space.mayMake(visit),
  )
  if (file !== '') await remove(file)
  await visit.lanes.run((site) => sendOutbox(visit, { ...stream, site }))
}
