import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { mergeUp } from '../merge/up-merge.ts'
import type { Guid } from '../model/ids.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { fitsSetup, fittingTables } from './fit-setup.ts'
import { followStoreRestart } from './office-restart.ts'
import { nextTick, readSetup } from './office-state.ts'
import { claimFilling, followSchema, readOfficeTables } from './office-tables.ts'
import { Outbox } from './outbox.ts'
import { oweElsewhere, oweGrown } from './owe-grown.ts'
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
}

/** Merges a payload of a store whose file, if it has one, is attached. Inside a transaction. */
export async function applyPayload(
  database: Database,
  guid: Guid,
  part: StreamPart,
  contents: PayloadContents | null,
  sender: Sender,
): Promise<Applied> {
  const link = await readLink(database, guid)
  const arrival = judgeArrival(await readPosition(database, link), part)
  const applied: Applied = { arrival, rows: 0, conflicts: 0, created: [], added: [] }
  if (arrival !== 'next' && arrival !== 'restart') return applied
  let { refillRules } = link
  if (part.restart && (arrival === 'restart' || part.restart.asks)) {
    await followStoreRestart(database, link, part.epoch, part.restart, {
      began: part.acknowledged.began,
      now: sender.now,
    })
    refillRules = (await readLink(database, guid)).refillRules
  }

  const setup = await readSetup(database)
  // A store that does not know the setup yet may send what is no longer to be transmitted, or not so: that is left alone.
  const schema = contents?.schema?.filter(({ name }) => fitsSetup(setup, name, part.replicaSetupVersion))
  if (contents && schema) {
    Object.assign(applied, await followSchema(database, setup, schema))
    await database.run(
      `UPDATE ${OWN_PREFIX}stores SET schema = $2, definitions = $3, refused = $4 WHERE id = $1`,
      link.id,
      JSON.stringify(schema),
      JSON.stringify(contents.definitions ?? []),
      JSON.stringify(contents.refused ?? []),
    )
  }
  if (part.acknowledged.epoch === link.downEpoch) await noteAcknowledged(database, link, part.acknowledged.number)
  const wanted = fittingTables(setup, contents?.tables ?? [], part.replicaSetupVersion)
  const tables = await readOfficeTables(database, setup)
  // Before its rows are merged: what it puts into a new column itself is not owed to it.
  const sentTick = schema ? await oweGrown(database, tables, link, schema) : link.sentTick
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
