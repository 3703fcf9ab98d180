import { readDefinitions } from '../capture/definitions.ts'
import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { seenByAll } from '../capture/seen-tick.ts'
import { readSequences } from '../capture/sequences.ts'
import { followTables } from '../capture/store-tables.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { describe } from '../databases/table.ts'
import { exportLoad, exportRefill } from '../merge/load-export.ts'
import { PayloadWriter } from '../merge/payload-writer.ts'
import { exportChanges } from '../merge/up-export.ts'
import { markRepairs } from '../merge/verify-repair.ts'
import { Epoch } from '../model/ids.ts'
import { columnOf, ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import type { AnnouncedTable, TableDescription } from '../model/table.ts'
import type { Outbox } from './outbox.ts'
import { restartOf } from './store-restart.ts'
import { acknowledgedBy, notFollowedIn, readState, type State } from './store-state.ts'
import { type MadePayload, newTag, type StreamPart, schemaFingerprint } from './stream-part.ts'
import { writeAnswer } from './verify-store.ts'

/** What the state owes the office: to be told that the refill was all. */
const END_OF_REFILL = 2n

/** Touched rows in one payload. */
const ROWS_A_PAYLOAD = 60_000

/**
 * Writes the next payload of this store into the attached outgoing file. Inside a transaction. Null when there is nothing to say;
 * `force` makes one all the same.
 */
export async function makePayload(
  database: Database,
  outbox: Outbox,
  targetBytes: number,
  force: boolean,
): Promise<MadePayload | null> {
  const state = await readState(database)
  if (state.awaits === 1n) return state.exported === 0n ? askForEverything(database, outbox, state) : null
  const setup = ReplicaSetup.parse(JSON.parse(state.replica_setup))
  const { tables, live, leftOut, refused } = await followTables(database, setup)
  const tick = await seenByAll(database)
  const number = Number(state.exported) + 1
  const writer = new PayloadWriter(database)
  const unloaded = await database.all<{ id: bigint; refills: bigint }>(
    `SELECT id, refills FROM ${OWN_PREFIX}tables WHERE loaded IS NULL`,
  )
  const loading = tables.flatMap((table) => {
    const found = unloaded.find(({ id }) => Number(id) === table.id)
    return found ? [{ table, refills: found.refills === 1n }] : []
  })
  const load = loading.length > 0
  await markRepairs(database, tables, number)
  if (await exportLoads(database, loading, number, writer, targetBytes)) {
    const limits = { rows: ROWS_A_PAYLOAD, bytes: targetBytes }
    let more = await exportChanges(database, tables, number, limits, writer)
    // Rows that came out as they were before fill no payload: behind them may be some that did not.
    while (more && writer.empty) {
      await forgetEmptyBatch(database, tables, number)
      more = await exportChanges(database, tables, number, limits, writer)
    }
    if (!more) for (const { table } of loading) await noteLoaded(database, table, number)
  }

  if (!load && state.refilling === 0n) await writeAnswer(database, tables, number, writer)

  // A table that is left out is announced as it was, so that the office goes on sending its rows; they are held.
  const schema = [...live.map(describe), ...leftOut.map((left) => left.announced)].map((table) =>
    announced(table, setup),
  )
  const definitions = await readDefinitions(database)
  const fingerprint = schemaFingerprint(schema, definitions, refused)
  const announces = state.announced !== fingerprint
  const begins = number === 1 && state.restart !== ''
  const sequences = await readSequences(database)
  const sequencesText = JSON.stringify(sequences)
  const counts = state.sequences !== sequencesText
  if (writer.empty && !announces && !counts && state.owes === 0n && !force && !begins) {
    await forgetEmptyBatch(database, tables, number)
    return null
  }
  await writer.finish({
    schema: announces ? schema : null,
    definitions: announces ? definitions : null,
    ...(counts ? { sequences } : {}),
    ...(announces && refused.length > 0 ? { refused } : {}),
    replicaSetup: null,
  })
  const part: StreamPart = {
    epoch: Epoch.parse(state.up_epoch),
    number,
    tag: newTag(),
    previous: state.tag,
    load,
    restart: number === 1 ? restartOf(state) : null,
    acknowledged: acknowledgedBy(state),
    ...notFollowedIn(state),
    tick,
    schemaFingerprint: fingerprint,
    replicaSetupVersion: setup.version,
  }
  const hasFile = !writer.empty || announces || counts
  await outbox.add(part, writer.rows, hasFile, state.owes === END_OF_REFILL ? { endsRefill: 1 } : {})
  await database.run(
    `UPDATE ${OWN_PREFIX}state SET exported = $1, tag = $5, owes = $4, announced = $2, last_export = $3, sequences = $6`,
    number,
    fingerprint,
    Date.now(),
    // The end of a refill is told by a payload that is no part of it.
    (await endsRefill(database, loading)) ? END_OF_REFILL : 0,
    part.tag,
    sequencesText,
  )
  return { part, rows: writer.rows, hasFile }
}

/** A table that begins a new life is announced again, also where it looks as it did: the office waits for it. */
function announced(table: TableDescription, setup: ReplicaSetup): AnnouncedTable {
  const own = setupOf(setup, table.name)
  const columns = table.columns.map((column) => {
    const { transmit, since } = columnOf(own, column.name)
    return { ...column, since: transmit ? since : setup.version }
  })
  return { ...table, columns, since: own.since }
}

/** The first payload of a life that begins because this database was restored: nothing else is said until the office answers. */
async function askForEverything(database: Database, outbox: Outbox, state: State): Promise<MadePayload> {
  const part: StreamPart = {
    epoch: Epoch.parse(state.up_epoch),
    number: 1,
    tag: newTag(),
    previous: '',
    load: false,
    restart: restartOf(state),
    acknowledged: acknowledgedBy(state),
    ...notFollowedIn(state),
    tick: 0,
    schemaFingerprint: schemaFingerprint([]),
    replicaSetupVersion: ReplicaSetup.parse(JSON.parse(state.replica_setup)).version,
  }
  await outbox.add(part, 0, false)
  await database.run(`UPDATE ${OWN_PREFIX}state SET exported = 1, tag = $2, last_export = $1`, Date.now(), part.tag)
  return { part, rows: 0, hasFile: false }
}

/** Fills the payload from the tables whose load is under way. True when all of them are loaded whole. */
async function exportLoads(
  database: Database,
  loading: { table: ReplicatedTable; refills: boolean }[],
  number: number,
  writer: PayloadWriter,
  targetBytes: number,
): Promise<boolean> {
  for (const { table, refills } of loading) {
    const pendingAll = table.sharing === 'shared' || table.sharing === 'office'
    if (pendingAll && !refills) continue // every row of it is a pending entry
    const exportNext = refills ? exportRefill : exportLoad
    if (!(await exportNext(database, table, number, writer, targetBytes))) return false
    await noteLoaded(database, table, number)
    if (!writer.empty && (await database.outgoingBytes()) >= targetBytes) return false
  }
  return true
}

async function endsRefill(
  database: Database,
  loading: { table: ReplicatedTable; refills: boolean }[],
): Promise<boolean> {
  if (!loading.some(({ refills }) => refills)) return false
  const unloaded = await database.all<{ id: bigint }>(`SELECT id FROM ${OWN_PREFIX}tables WHERE loaded IS NULL`)
  // One that is left out for now does not keep the office waiting.
  return !loading.some(({ table }) => unloaded.some(({ id }) => Number(id) === table.id))
}

async function noteLoaded(database: Database, table: ReplicatedTable, number: number): Promise<void> {
  await database.run(`UPDATE ${OWN_PREFIX}tables SET loaded = $2 WHERE id = $1 AND loaded IS NULL`, table.id, number)
}

/** What came out as it was before is compared no more, and needs no payload. */
async function forgetEmptyBatch(database: Database, tables: ReplicatedTable[], batch: number): Promise<void> {
  for (const table of tables) await database.run(`DELETE FROM ${OWN_PREFIX}sent_${table.id} WHERE ":batch" = $1`, batch)
}
