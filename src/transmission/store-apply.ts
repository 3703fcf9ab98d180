import { carrySetup } from '../capture/carry-setup.ts'
import { followDeclined } from '../capture/declined.ts'
import { makeMissing } from '../capture/definitions.ts'
import { fillVirtualTables } from '../capture/fill-virtual-tables.ts'
import { holdArrived } from '../capture/hold-arrived.ts'
import { continueSequences } from '../capture/sequences.ts'
import { followTables } from '../capture/store-tables.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { mergeDown } from '../merge/down-merge.ts'
import { forgetAcknowledged } from '../merge/up-export.ts'
import { Definition } from '../model/definition.ts'
import { judgeSetup } from '../model/judge-setup.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { ReplicaSetup } from '../model/replica-setup.ts'
import type { Outbox } from './outbox.ts'
import { spellContents } from './spell-contents.ts'
import { followRestart } from './store-restart.ts'
import { readPosition, readState, type State } from './store-state.ts'
import { type Arrival, judgeArrival } from './stream.ts'
import type { StreamPart } from './stream-part.ts'
import { tagsOf, withTag } from './tags.ts'
import { takeQuestion } from './verify-store.ts'

export type AppliedAtStore = {
  arrival: Arrival
  rows: number
  /** Rows that this database refuses for now. */
  parked: number
  /** Views, triggers and the like of a lost database that could not be made again. */
  notMade: string[]
  /** Why the replica setup in it was not taken; the present one stays. */
  setupRefused: string | null
}

/** Applies a payload of the office whose file, if it has one, is attached. Inside a transaction. */
export async function applyPayload(
  database: Database,
  outbox: Outbox,
  part: StreamPart,
  received: PayloadContents | null,
): Promise<AppliedAtStore> {
  const state = await readState(database)
  const arrival = judgeArrival(await readPosition(database, state), part)
  if (arrival !== 'next' && arrival !== 'restart')
    return { arrival, rows: 0, parked: 0, notMade: [], setupRefused: null }

  const { setup, setupRefused } = await takeSetup(database, state, received?.replicaSetup ?? null)
  const notMade = received?.definitions ? await buildAgain(database, state, received.definitions) : []
  if (received?.sequences) await continueSequences(database, received.sequences)
  if (received?.declined) await followDeclined(database, received.declined)
  const { tables, leftOut } = await followTables(database, setup)
  const contents = received && spellContents(received, [...tables, ...leftOut.map(({ table }) => table)])
  const all = [...tables, ...leftOut.map(({ table }) => table)]
  if (part.acknowledged.epoch === state.up_epoch && state.awaits === 0n) {
    await forgetAcknowledged(database, all, part.acknowledged.number)
    await outbox.acknowledge(part.acknowledged.number)
  }
  if (part.restart && (arrival === 'restart' || part.restart.asks))
    await followRestart(database, all, state, part, part.restart)
  // An acknowledgement alone may have freed a parked row.
  const merged = await mergeDown(database, tables, contents ?? { tables: [] })
  const { refilling } = await readState(database)
  if (refilling === 1n && !part.load)
    merged.parked = (await mergeDown(database, tables, { tables: [] }, { orphansStand: true })).parked
  if (contents) for (const left of leftOut) merged.parked += await holdArrived(database, left, contents)
  if (contents) await takeQuestion(database, tables, contents)
  await database.run(
    `UPDATE ${OWN_PREFIX}state SET down_epoch = $1, applied = $2, applied_tags = $6, seen_tick = $3, owes = MAX(owes, $4),
       refilling = CASE WHEN $5 = 1 THEN refilling ELSE 0 END`,
    part.epoch,
    part.number,
    part.tick,
    contents ? 1 : 0,
    part.load ? 1 : 0,
    JSON.stringify(withTag(tagsOf(state.applied_tags), part)),
  )
  notMade.push(...(await makeRest(database)))
  return { arrival, ...merged, notMade, setupRefused }
}

/**
 * Takes over a replica setup that came in, before the rows that came with it: they were written by it. One that cannot be used is
 * refused whole, and everything goes on by the present one.
 */
async function takeSetup(
  database: Database,
  state: State,
  came: unknown,
): Promise<{ setup: ReplicaSetup; setupRefused: string | null }> {
  const present = ReplicaSetup.parse(JSON.parse(state.replica_setup))
  if (came === null) return { setup: present, setupRefused: null }
  const judged = judgeSetup(present, came)
  if ('refused' in judged) {
    await database.run(`UPDATE ${OWN_PREFIX}state SET setup_refused = $1`, judged.refused)
    return { setup: present, setupRefused: judged.refused }
  }
  await carrySetup(database, present, judged.take)
  await database.run(
    `UPDATE ${OWN_PREFIX}state SET replica_setup = $1, setup_refused = ''`,
    JSON.stringify(judged.take),
  )
  return { setup: judged.take, setupRefused: null }
}

/** Makes the tables of a lost database, so that the rows can come. Views and triggers wait until all of them have. */
async function buildAgain(database: Database, state: State, definitions: readonly Definition[]): Promise<string[]> {
  if (state.rebuilds === 0n) return []
  const first = definitions.filter(({ type }) => type === 'table' || type === 'index' || type === 'pragma')
  await database.run(
    `UPDATE ${OWN_PREFIX}state SET rebuilds = 0, to_make = $1`,
    JSON.stringify(definitions.filter((definition) => !first.includes(definition))),
  )
  return makeMissing(database, first)
}

/** What waited for the last row of a rebuilt database. */
async function makeRest(database: Database): Promise<string[]> {
  const { refilling, to_make } = await readState(database)
  if (refilling === 1n || to_make === '[]') return []
  await database.run(`UPDATE ${OWN_PREFIX}state SET to_make = '[]'`)
  const notMade = await makeMissing(database, Definition.array().parse(JSON.parse(to_make)))
  return [...notMade, ...(await fillVirtualTables(database))]
}
