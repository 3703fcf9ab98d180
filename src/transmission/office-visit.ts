import { rm } from 'node:fs/promises'
import type { Guid } from '../model/ids.ts'
import { showStoreNumber } from '../model/ids.ts'
import type { VisitResult } from '../model/visit-event.ts'
import { type PayloadName, parsePayloadName } from '../payload/file-names.ts'
import { storeKey } from '../payload/keys.ts'
import type { OfficeReplica } from './office-replica.ts'
import { type Fetched, receiveStream } from './receive.ts'
import { type OutgoingStream, plainFile, sealMade, sendOutbox } from './send.ts'
import { readLink, readLinks, type StoreLink } from './store-links.ts'
import { streamPartOf } from './stream-part.ts'
import { checkCancelled, containProblems, forked, type Visit } from './visit.ts'

/** One transmission of the office: take what waits from every store, then make and send what each is owed. */
export async function visitAsOffice(
  visit: Visit,
  replica: OfficeReplica,
  networkKey: Uint8Array,
): Promise<VisitResult> {
  const links = (await readLinks(replica.database)).filter((link) => !link.ignored)
  const waiting = groupByStore(
    (await visit.site.list('to-office')).flatMap(({ name }) => parsePayloadName('to-office', name) ?? []),
  )
  const repeating = new Set<Guid>()
  for (const link of links) {
    const names = waiting.get(link.guid)
    if (!names) continue
    checkCancelled(visit)
    const key = storeKey(networkKey, link.guid)
    await containProblems(
      visit,
      async () => {
        if (await receiveFrom(visit, replica, link, key, names)) repeating.add(link.guid)
      },
      shown(link),
    )
  }
  for (const { guid } of links) {
    checkCancelled(visit)
    const link = await readLink(replica.database, guid)
    const key = storeKey(networkKey, guid)
    await containProblems(visit, () => sendTo(visit, replica, link, key, repeating.has(guid)), shown(link))
  }
  await replica.noteClock(visit.clockOffset)
  return visit.result
}

const shown = (link: StoreLink): string => showStoreNumber(link.number)

function groupByStore(names: PayloadName[]): Map<Guid, PayloadName[]> {
  const groups = new Map<Guid, PayloadName[]>()
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
  names: PayloadName[],
): Promise<boolean> {
  const stream = {
    direction: 'to-office' as const,
    guid: link.guid,
    key,
    position: { epoch: link.upEpoch, number: link.applied },
    names,
    sender: `Store ${shown(link)}`,
    store: shown(link),
  }
  return receiveStream(visit, stream, (fetched) => merge(visit, replica, link, fetched))
}

async function merge(visit: Visit, replica: OfficeReplica, link: StoreLink, fetched: Fetched): Promise<void> {
  const { manifest, file, contents } = fetched
  const applied = await replica.apply(link.guid, streamPartOf(manifest), file, contents, {
    heldRows: manifest.health.heldRows,
    program: manifest.programVersion,
    shift: clockShift(manifest.clockOffset, visit.clockOffset),
    now: Date.now(),
  })
  if (applied.arrival === 'fork') throw forked(`Store ${shown(link)}`)
  visit.result.received.rows += applied.rows
  visit.result.conflicts += applied.conflicts
  const tell = (text: string) => visit.report({ step: 'import', level: 'info', text, store: shown(link) })
  for (const table of applied.created) tell(`table ${table} created`)
  for (const { table, column } of applied.added) tell(`column ${column} added to ${table}`)
  tell(
    `payload ${manifest.number}: ${applied.rows} rows${applied.conflicts > 0 ? `, ${applied.conflicts} values in conflict` : ''}`,
  )
}

/** Sites tell the time of a file in whole seconds, so that two offsets may differ by this much without meaning anything. */
const CLOCK_RESOLUTION = 2_000

/** What to add to a store's times to get the office's: both clocks are held against the site's, where that is known. */
function clockShift(ofStore: number | null, ofOffice: number | null): number {
  if (ofStore === null || ofOffice === null) return 0
  const shift = ofStore - ofOffice
  return Math.abs(shift) <= CLOCK_RESOLUTION ? 0 : shift
}

async function sendTo(
  visit: Visit,
  replica: OfficeReplica,
  link: StoreLink,
  key: Uint8Array,
  receiverRepeats: boolean,
): Promise<void> {
  await replica.takeBackUnsealed(link)
  const stream: OutgoingStream = {
    direction: 'to-store',
    guid: link.guid,
    key,
    outbox: replica.outbox(link),
    heldRows: 0,
    receiverRepeats,
    store: shown(link),
  }
  const file = plainFile(visit, link.guid)
  await rm(file, { force: true })
  await replica.export(
    link.guid,
    () => file,
    async (made) => {
      await sealMade(visit, stream, made)
      checkCancelled(visit)
    },
  )
  await rm(file, { force: true })
  await sendOutbox(visit, stream)
}
