import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { mergeUp } from '../merge/up-merge.ts'
import type { Declined } from '../model/declined-table.ts'
import type { Guid } from '../model/ids.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { followAnnounced } from './declined-tables.ts'
import { fitsSetup, fittingTables } from './fit-setup.ts'
import { followStoreRestart } from './office-restart.ts'
import { nextTick, readSetup } from './office-state.ts'
import { claimFilling, growOfficeTables, readDescriptions, readOfficeTables } from './office-tables.ts'
import { Outbox } from './outbox.ts'
import { oweElsewhere, oweGrown } from './owe-grown.ts'
import { spellContents } from './spell-contents.ts'
import { readLink, readPosition, type StoreLink } from './store-links.ts'
import { type Arrival, judgeArrival } from './stream.ts'
import type { StreamPart } from './stream-part.ts'
import { withTag } from './tags.ts'
import { takeAnswer } from './verify-office.ts'

/** What the office notes of the sender beside the rows. */
export type Sender = { heldRows: number; program: string; shift: number; now: number }

export type Applied = {
  arrival: Arrival
  rows: number
  conflicts: number
  created: string[]
  added: { table: string; column: string }[]
  /** Tables whose rows are left alone from now on, each with the reason. */
  declined: Pick<Declined, 'reason' | 'remedy'>[]
}

/** Merges a payload of a store whose file, if it has one, is attached. Inside a transaction. */
export async function applyPayload(
  database: Database,
  guid: Guid,
  part: StreamPart,
  received: PayloadContents | null,
  sender: Sender,
): Promise<Applied> {
  let link = await readLink(database, guid)
  const arrival = judgeArrival(await readPosition(database, link), part)
  const applied: Applied = { arrival, rows: 0, conflicts: 0, created: [], added: [], declined: [] }
  if (arrival !== 'next' && arrival !== 'restart') return applied
  if (part.restart && (arrival === 'restart' || part.restart.asks)) {
    await followStoreRestart(database, link, part.epoch, part.restart, {
      began: part.acknowledged.began,
      now: sender.now,
    })
    link = await readLink(database, guid)
  }
  const { refillRules } = link

  const setup = await readSetup(database)
  const contents = received && spellContents(received, await readDescriptions(database))
  // A store that does not know the setup yet may send what is no longer to be transmitted, or not so: that is left alone.
  const schema = contents?.schema?.filter(({ name }) => fitsSetup(setup, name, part.replicaSetupVersion))
  const heard = part.acknowledged.epoch === link.downEpoch ? part.acknowledged.number : 0
  const announced = await followAnnounced(database, setup, link, schema ?? null, Math.max(link.acknowledged, heard))
  if (announced.taken) await growOfficeTables(database, setup)
  Object.assign(applied, { created: announced.created, added: announced.added, declined: announced.newlyDeclined })
  if (contents && schema)
    await database.run(
      `UPDATE ${OWN_PREFIX}stores SET definitions = $2, refused = $3 WHERE id = $1`,
      link.id,
      JSON.stringify(contents.definitions ?? []),
      JSON.stringify(contents.refused ?? []),
    )
  if (contents?.sequences)
    await database.run(
      `UPDATE ${OWN_PREFIX}stores SET sequences = $2 WHERE id = $1`,
      link.id,
      JSON.stringify(contents.sequences),
    )
  if (heard > 0) await noteAcknowledged(database, link, heard)
  const wanted = fittingTables(setup, contents?.tables ?? [], part.replicaSetupVersion).filter(
    ({ name }) => !announced.declined.has(name),
  )
  const tables = await readOfficeTables(database, setup)
  // Before its rows are merged: what it puts into a new column itself is not owed to it.
  const sentTick = announced.taken ? await oweGrown(database, tables, link, announced.taken) : link.sentTick
  if (contents && wanted.length > 0) {
    const filled = wanted.filter(({ operation }) => operation === 'insert').map(({ name }) => name)
    const mayFill = part.load ? await claimFilling(database, tables, filled, link.id) : new Set<string>()
    const visiting = {
      store: link.id,
      guid,
      tick: await nextTick(database),
      // A store that refills the office has seen what it had acknowledged when the office's database was saved.
      seenTick: refillRules ? link.sentTick : part.tick,
      sentTick,
      shift: sender.shift,
      now: sender.now,
    }
    Object.assign(applied, await mergeUp(database, tables, wanted, visiting, mayFill, refillRules))
  }
  const refilled = refillRules !== null && !part.load
  if (refilled) await oweElsewhere(database, link)
  if (contents) await takeAnswer(database, link, tables, part, contents, wanted, sender.now)
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET up_epoch = $2, applied = $3, applied_tags = $12, owes = MAX(owes, $4), known_setup = $5,
       last_contact = $6, held_rows = $7, program = $8,
       refill_rules = CASE WHEN $9 = 1 THEN refill_rules ELSE '' END,
       load_rows = CASE WHEN $10 = 1 THEN COALESCE(load_rows, 0) + $11 END WHERE id = $1`,
    link.id,
    part.epoch,
    part.number,
    contents || refilled ? 1 : 0,
    part.replicaSetupVersion,
    sender.now,
    sender.heldRows,
    sender.program,
    part.load || part.number === 1 ? 1 : 0,
    part.load ? 1 : 0,
    applied.rows,
    JSON.stringify(withTag(link.appliedTags, part)),
  )
  return applied
}

async function noteAcknowledged(database: Database, link: StoreLink, number: number): Promise<void> {
  await new Outbox(database, link.id).acknowledge(number)
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET acknowledged = MAX(acknowledged, $2) WHERE id = $1`,
    link.id,
    number,
  )
}
