import { rm } from 'node:fs/promises'
import type { VisitResult } from '../model/visit-event.ts'
import { folderOf, parsePayloadName } from '../payload/file-names.ts'
import { receiveStream } from './receive.ts'
import { type OutgoingStream, plainFile, sealMade, sendOutbox } from './send.ts'
import type { StoreReplica } from './store-replica.ts'
import { streamPartOf } from './stream-part.ts'
import { checkCancelled, containProblems, forked, type Visit } from './visit.ts'
import { VisitMark } from './visit-mark.ts'

/** One transmission of a store: take what waits from the office, then make and send what is new here. */
export async function visitAsStore(
  visit: Visit,
  replica: StoreReplica,
  key: Uint8Array,
  heartbeatHours: number,
): Promise<VisitResult> {
  const takenBack = await replica.takeBackUnsealed()
  if (takenBack !== null)
    visit.report({
      step: 'export',
      level: 'info',
      text: `payload ${takenBack} was not finished last time and is made again`,
    })
  const { guid, epoch, exported } = await replica.state()
  const listed = (await visit.site.list(folderOf('to-store', guid))).map(({ name }) => name)
  const mark = new VisitMark(visit.home, guid, key)
  if (await mark.seesAnother(visit.site, listed, { epoch, exported })) throw forked('This store')

  let sentAgain = false
  await containProblems(visit, async () => {
    sentAgain = await receive(visit, replica, key, listed)
  })
  const parked = await replica.parkedRows()
  visit.result.parked = parked

  const stream: OutgoingStream = {
    direction: 'to-office',
    guid,
    key,
    outbox: replica.outbox,
    heldRows: parked,
    receiverRepeats: sentAgain,
    beforeFirst: async () => mark.leave(visit.site, { epoch, exported: (await replica.state()).exported }),
  }
  await makePayloads(visit, replica, stream, heartbeatHours)
  await containProblems(visit, () => sendOutbox(visit, stream))
  await tellLeftOut(visit, replica)
  await replica.noteClock(visit.clockOffset)
  return visit.result
}

/** Tables that the shop has changed so that they cannot go on: everything else was transmitted. */
async function tellLeftOut(visit: Visit, replica: StoreReplica): Promise<void> {
  for (const { why } of await replica.refusedTables())
    await containProblems(visit, async () => {
      if (why.code === 'SCHEMA_DIFFERS') throw why
    })
}

async function receive(visit: Visit, replica: StoreReplica, key: Uint8Array, listed: string[]): Promise<boolean> {
  const state = await replica.state()
  const names = listed.flatMap((name) => parsePayloadName('to-store', name) ?? [])
  const stream = {
    direction: 'to-store' as const,
    guid: state.guid,
    key,
    position: { epoch: state.downEpoch, number: state.applied },
    names,
    sender: 'The office',
  }
  return receiveStream(visit, stream, async ({ manifest, file, contents }) => {
    const { arrival, rows, parked } = await replica.apply(streamPartOf(manifest), file, contents)
    if (arrival === 'fork') throw forked('The office')
    visit.result.received.rows += rows
    visit.report({
      step: 'import',
      level: parked > 0 ? 'warn' : 'info',
      text: `payload ${manifest.number} of the office: ${rows} rows${parked > 0 ? `, ${parked} held back by this database` : ''}`,
    })
  })
}

/** Makes and seals payload after payload until nothing is left to say. */
async function makePayloads(
  visit: Visit,
  replica: StoreReplica,
  stream: OutgoingStream,
  heartbeatHours: number,
): Promise<void> {
  let force = Date.now() - (await replica.lastExport()) >= heartbeatHours * 3600_000
  const file = plainFile(visit, stream.guid)
  for (;;) {
    checkCancelled(visit)
    await rm(file, { force: true })
    const made = await replica.export(file, visit.chunkBytes, force)
    if (!made) break
    force = false
    await sealMade(visit, stream, made)
  }
  await rm(file, { force: true })
}
