import { countWithoutKey } from '../capture/without-key.ts'
import type { Epoch } from '../model/ids.ts'
import type { VisitResult } from '../model/visit-event.ts'
import { claimPath } from '../payload/claim.ts'
import { folderOf, parsePayloadName } from '../payload/file-names.ts'
import { bytesLeft, listedPayloads } from './allowance.ts'
import { containProblems } from './contain-problems.ts'
import { leftOutAtStore } from './left-out-tables.ts'
import { listWaiting } from './list-waiting.ts'
import { makePayloads } from './make-payloads.ts'
import { nothingReceived, type Received, receiveStream } from './receive.ts'
import { refuseRetired } from './refuse-retired.ts'
import { Removals } from './removals.ts'
import { copied, newEpoch, refused, tellRestored } from './restored.ts'
import { Room } from './room.ts'
import type { SeenManifests } from './seen-manifests.ts'
import { type OutgoingStream, outboxIsDamaged, sendOutbox } from './send.ts'
import { tellClock, tellDeletions } from './site-limits.ts'
import { SiteMark } from './site-mark.ts'
import { SiteSpace } from './site-space.ts'
import type { StoreReplica } from './store-replica.ts'
import { streamPartOf } from './stream-part.ts'
import { tellLeftOut } from './tell-left-out.ts'
import type { Visit } from './visit.ts'

/** One transmission of a store: take what waits from the office, then make and send what is new here. */
export async function visitAsStore(
  visit: Visit,
  replica: StoreReplica,
  key: Uint8Array,
  heartbeatHours: number,
): Promise<VisitResult> {
  for (const number of await replica.takeBackUnsealed())
    visit.report({
      step: 'export',
      level: 'info',
      text: `payload ${number} was not finished last time and is made again`,
    })
  const { guid } = await replica.state()
  const mark = SiteMark.ofStore(visit.home, guid, key)
  const witness = (await mark.lastPath()) ?? claimPath(guid)
  const { files, incomplete } = await listWaiting(visit, visit.site, folderOf('to-store', guid), witness)
  const listed = files.map(({ name }) => name)
  await refuseRetired(visit.site, guid, key, listed)
  const sight = await mark.look(visit.site, listed, await replica.progress())
  if (sight === 'another' && !visit.takeOver) throw copied('This store')
  if (sight !== 'nothing' || (await outboxIsDamaged(visit, guid, replica.outbox))) await askForRefill(visit, replica)

  let received = nothingReceived
  const receiving = async () => {
    received = await receive(visit, replica, key, { listed, incomplete })
  }
  await containProblems(visit, receiving, { folder: folderOf('to-store', guid) })
  if (received.refused && !visit.takeOver) throw refused('This store', 'The office')
  if (received.behind || received.refused) await askForRefill(visit, replica, received.began)
  let parked = await replica.parkedRows()
  // Whatever is received has freed what it can.
  if (parked > 0 && visit.result.received.payloads === 0) parked = (await replica.retryParked()).left
  visit.result.parked = parked

  await captureRebuilt(visit, replica)
  const now = await replica.state()
  const repeats = received.repeats && !visit.deletions.keeps('')
  const told = !received.forgetful && (!repeats || (await replica.outbox.acknowledges(now.appliedTag)))
  const incoming = bytesLeft(listedPayloads('to-store', files), { epoch: now.downEpoch, number: now.applied })
  const stream: OutgoingStream = {
    direction: 'to-office',
    guid,
    key,
    outbox: replica.outbox,
    life: { epoch: now.epoch, anew: now.anew, made: now.exported },
    space: new SiteSpace({ direction: 'to-office', guid, epoch: now.epoch, outbox: replica.outbox, incoming }),
    heldRows: parked,
    receiverRepeats: received.repeats,
    site: visit.site,
    beforeFirst: async (site) =>
      mark.leave(site, await replica.progress(), (upload) => visit.clock.measureOn(site, upload)),
  }
  await makePayloads(visit, replica, stream, told ? heartbeatHours : 0)
  await containProblems(visit, () => sendOutbox(visit, stream))
  tellDeletions(visit)
  tellClock(visit)
  await tellNotTransmitted(visit, replica)
  await tellWithoutKey(visit, replica)
  return visit.result
}

/** This database is older than what was sent from it: nothing is sent until the office has told what is missing. */
async function askForRefill(visit: Visit, replica: StoreReplica, began = 0): Promise<void> {
  await replica.askForRefill(newEpoch(), Date.now(), began)
  tellRestored(visit, 'The office is asked for everything that is missing.')
}

/** What became of a table that lost its triggers is found by the office, which is sent all its rows. */
async function captureRebuilt(visit: Visit, replica: StoreReplica): Promise<void> {
  for (const { table, rows } of await replica.captureRebuilt())
    visit.report({
      step: 'export',
      level: 'warn',
      text: `the table ${table} was rebuilt, or did not fit the office's: it is captured again, and its ${rows} rows are compared with the office's`,
    })
}

/** Tables that take no part. Those that the shop has changed are problems, those that the replica setup cannot have are not. */
async function tellNotTransmitted(visit: Visit, replica: StoreReplica): Promise<void> {
  for (const { why } of await replica.refusedTables())
    await containProblems(visit, async () => {
      if (why.code === 'SCHEMA_DIFFERS' || why.code === 'CAPTURE_OFF') throw why
    })
  tellLeftOut(visit, await leftOutAtStore(replica))
}

/** Rows that stay here because their key is NULL. Looked for when something was sent: it can mean reading an index. */
async function tellWithoutKey(visit: Visit, replica: StoreReplica): Promise<void> {
  if (visit.result.sent.rows === 0) return
  for (const { table, columns, rows } of await countWithoutKey(replica.database, (await replica.state()).setup))
    visit.report({
      step: 'export',
      level: 'warn',
      code: 'ROWS_WITHOUT_KEY',
      text: `${rows} rows of ${table} have no value in ${columns.join(', ')} and are not transmitted`,
      hint: `A row without its key cannot be told from others. Enter a value in ${columns.join(', ')}; they go with the next transmission.`,
    })
}

/** Fetched and unpacked beside the one that is being merged, bytes. */
const AHEAD_BYTES = 64 * 1024 * 1024

async function receive(
  visit: Visit,
  replica: StoreReplica,
  key: Uint8Array,
  { listed, incomplete }: { listed: string[]; incomplete: boolean },
): Promise<Received> {
  const state = await replica.state()
  const names = listed.flatMap((name) => parsePayloadName('to-store', name) ?? [])
  const stream = {
    direction: 'to-store' as const,
    guid: state.guid,
    key,
    position: () => replica.position(),
    noteOver: (epoch: Epoch) => replica.noteOver(epoch),
    unfinished: () => replica.unfinished(),
    noteUnfinished: (digest: string) => replica.noteUnfinished(digest),
    noteRefused: (epoch: Epoch) => replica.noteRefused(epoch),
    seen: () => replica.seenManifests(),
    noteSeen: (seen: SeenManifests) => replica.noteSeen(seen),
    heard: { began: 0 },
    names,
    incomplete,
    room: new Room({ payloads: 2, bytes: AHEAD_BYTES }),
    removals: new Removals(visit, () => replica.database.forceToDisk()),
    sender: 'The office',
  }
  return receiveStream(visit, stream, async ({ manifest, file, contents }) => {
    const applied = await replica.apply(streamPartOf(manifest), file, contents)
    const { arrival, rows, parked, notMade, setupRefused } = applied
    if (arrival !== 'next' && arrival !== 'restart') return arrival
    visit.result.received.rows += rows
    visit.report({
      step: 'import',
      level: parked > 0 ? 'warn' : 'info',
      text: `payload ${manifest.number} of the office: ${rows} rows${parked > 0 ? `, ${parked} held back by this database` : ''}`,
    })
    if (setupRefused !== null)
      visit.report({
        step: 'import',
        level: 'warn',
        text: `the replica setup of the office was not taken, and the present one stays: ${setupRefused}`,
      })
    if (notMade.length > 0)
      visit.report({ step: 'import', level: 'warn', text: `not made again, or not as it was: ${notMade.join(', ')}` })
    return arrival
  })
}
