import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { withPayload } from '../databases/with-payload.ts'
import { dueProgress, isAnyDue, type listDue, listDue as listDueRows, writeDue } from '../merge/down-export.ts'
import { PayloadWriter } from '../merge/payload-writer.ts'
import type { PayloadLimits } from '../merge/piece-size.ts'
import { type RefillProgress, writeRefill } from '../merge/refill-export.ts'
import type { Guid } from '../model/ids.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { declinedToTell, noteTold } from './declined-tables.ts'
import { nextTick, readSetup, readTables } from './office-state.ts'
import { readOfficeTables } from './office-tables.ts'
import { Outbox } from './outbox.ts'
import { readDefinitionsOf, readLink, type StoreLink } from './store-links.ts'
import { type MadePayload, newTag, type StreamPart, schemaFingerprint } from './stream-part.ts'
import { hasQuestion, prepareQuestion, writeQuestion } from './verify-office.ts'

/** One payload to a store, at most. */
const LIMITS: PayloadLimits = { rows: 60_000, bytes: 16 * 1024 * 1024 }

/** Rows owed to a store up to a tick, being written into payloads. */
type DueList = { tick: number; rest: Awaited<ReturnType<typeof listDue>> }

/** Makes the payloads a store is owed; see `OfficeReplica.export`. One store at a time: what it is owed is listed in temporary tables. */
export async function exportTo(
  database: Database,
  guid: Guid,
  nextFile: (number: number) => string,
  made: (payload: MadePayload) => Promise<void>,
  mayMake: () => Promise<boolean>,
): Promise<void> {
  await prepareQuestion(database, await readLink(database, guid), await readTables(database), Date.now())
  let due: DueList | null = null
  for (let more = true; more && (await mayMake()); ) {
    const link = await readLink(database, guid)
    if (due === null && !(await owesAnything(database, link))) return
    const number = link.exported + 1
    let payload: MadePayload | null = null
    const write = async () => {
      const writer = new PayloadWriter(database)
      if (link.awaits || link.refillRules) {
        // Until the store has told what it holds, nothing but acknowledgements goes to it.
        more = false
        payload = await finishPayload(database, link, number, writer, { tick: link.sentTick, load: false })
      } else if (link.refill) {
        payload = await makeRefill(database, link, link.refill, number, writer)
      } else {
        due ??= await listOwed(database, link)
        payload = await makeDue(database, link, due, number, writer)
        more = due.rest.length > 0 || link.due !== null
        if (due.rest.length === 0) due = null
      }
    }
    await withPayload(database, 'outgoing', nextFile(number), () => database.transaction(write, { forced: false }))
    if (payload) await made(payload)
  }
}

/**
 * Whether a payload might be made for a store. Most visits find nothing, for most stores: they cost neither a tick nor a
 * transaction, which waits for the disk.
 */
async function owesAnything(database: Database, link: StoreLink): Promise<boolean> {
  if (link.owes || link.due || link.refill || link.awaits || link.refillRules) return true
  if (link.restart && link.exported === 0) return true
  const setup = await readSetup(database)
  if (lacksSetup(link, setup) || declinedToTell(link)) return true
  if (await hasQuestion(database, link)) return true
  const tables = await readOfficeTables(database, setup)
  const since = { store: link.id, guid: link.guid, sentTick: link.sentTick }
  return isAnyDue(database, [...tables.values()], link.schema, since)
}

/** The next payload of the rows in `due`, which keeps what is left. */
async function makeDue(
  database: Database,
  link: StoreLink,
  due: DueList,
  number: number,
  writer: PayloadWriter,
): Promise<MadePayload | null> {
  due.rest = await writeDue(database, due.rest, LIMITS, writer)
  const more = due.rest.length > 0
  const tick = more ? link.sentTick : due.tick
  // Also where no payload comes of it, because all that was left has changed since: that is owed from a later tick.
  if (more || link.due)
    await database.run(
      `UPDATE ${OWN_PREFIX}stores SET due = $2, sent_tick = $3 WHERE id = $1`,
      link.id,
      more ? JSON.stringify(dueProgress(due.tick, due.rest)) : '',
      tick,
    )
  if (!more) await writeQuestion(database, link, await readTables(database), number, writer)
  return finishPayload(database, link, number, writer, { tick, load: more })
}

/** The next payload of everything that a store is to hold. */
async function makeRefill(
  database: Database,
  link: StoreLink,
  refill: RefillProgress,
  number: number,
  writer: PayloadWriter,
): Promise<MadePayload | null> {
  const tables = await readOfficeTables(database, await readSetup(database))
  const tick = refill.tick ?? (await nextTick(database))
  const next = await writeRefill(database, [...tables.values()], link, { ...refill, tick }, LIMITS, writer)
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET refill = $2, owes = 1 WHERE id = $1`,
    link.id,
    next === null ? '' : JSON.stringify(next),
  )
  const about = { tick: next === null ? tick : link.sentTick, load: next !== null }
  return finishPayload(database, { ...link, owes: true }, number, writer, about)
}

/** Rows that are owed; where making payloads of an earlier list was cut short, what that had left. */
async function listOwed(database: Database, link: StoreLink): Promise<DueList> {
  const tables = await readOfficeTables(database, await readSetup(database))
  const tick = link.due?.tick ?? (await nextTick(database))
  const due = { store: link.id, guid: link.guid, sentTick: link.sentTick, tick }
  return {
    tick,
    rest: await listDueRows(database, [...tables.values()], link.schema, due, link.due?.rest ?? null),
  }
}

async function finishPayload(
  database: Database,
  link: StoreLink,
  number: number,
  writer: PayloadWriter,
  { tick, load }: { tick: number; load: boolean },
): Promise<MadePayload | null> {
  const setup = await readSetup(database)
  const sendsSetup = lacksSetup(link, setup)
  const restart = number === 1 ? link.restart : null
  const declined = declinedToTell(link)
  if (writer.empty && !sendsSetup && !declined && !link.owes && !restart) return null
  const made = restart?.answers ? await readDefinitionsOf(database, link) : null
  await writer.finish({
    schema: null,
    definitions: made?.definitions ?? null,
    ...(made ? { sequences: made.sequences } : {}),
    ...(declined ? { declined } : {}),
    replicaSetup: sendsSetup ? setup : null,
  })
  const part: StreamPart = {
    epoch: link.downEpoch,
    number,
    tag: newTag(),
    previous: link.tag,
    load,
    restart,
    acknowledged: {
      epoch: link.upEpoch,
      number: link.applied,
      tag: link.appliedTags.at(-1) ?? '',
      began: link.restartedAt,
    },
    over: link.over,
    refused: link.refusedEpoch,
    tick,
    schemaFingerprint: schemaFingerprint(link.schema),
    replicaSetupVersion: setup.version,
  }
  if (declined) await noteTold(database, link, declined, number)
  const hasFile = !writer.empty || sendsSetup || declined !== null || made !== null
  await new Outbox(database, link.id).add(part, writer.rows, hasFile, {
    sentTick: link.sentTick,
    sentSetup: link.sentSetup,
    refill: link.refill === null ? '' : JSON.stringify(link.refill),
    due: link.due === null ? '' : JSON.stringify(link.due),
  })
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET exported = $2, tag = $5, owes = 0, sent_tick = $3, sent_setup = MAX(sent_setup, $4)
     WHERE id = $1`,
    link.id,
    number,
    part.tick,
    sendsSetup ? setup.version : 0,
    part.tag,
  )
  return { part, rows: writer.rows, hasFile }
}

/** A store that has joined does not have the setup that holds now. */
const lacksSetup = (link: StoreLink, setup: ReplicaSetup): boolean =>
  link.upEpoch !== null && Math.max(link.sentSetup, link.knownSetup) < setup.version
