import { randomBytes } from 'node:crypto'
import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { lookupTable, storeNames } from '../capture/store-names.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { inKeyOrder } from '../merge/key-range.ts'
import { takeBackBatch } from '../merge/take-back.ts'
import { Epoch } from '../model/ids.ts'
import { Restart } from '../model/manifest.ts'
import { livesOf, withLife } from './lives.ts'
import { Outbox } from './outbox.ts'
import type { StreamPart } from './stream-part.ts'
import { numberedTagsOf, receivedUpTo, tagsOf } from './tags.ts'

/** What the state of a store says about the lives of its two streams. */
export type StoreLives = {
  up_epoch: string
  exported: bigint
  tag: string
  down_epoch: string | null
  applied: bigint
  applied_tags: string
  seen_tick: bigint
  restart: string
  former_epoch: string | null
  former_number: bigint
  former_tags: string
  lives: string
  awaits: bigint
  refilling: bigint
  ended: string
  over: string | null
  refused_epoch: string | null
  restarted_at: bigint
}

/** A new epoch of the stream to the office. `at`: this clock, milliseconds. `began`: what the office tells of the one it follows. */
type NewEpoch = { epoch: Epoch; at: number; began: number; lost: boolean; answers: Epoch | null }

/** Why the stream to the office began anew, or null where it is the first. */
export const restartOf = (state: Pick<StoreLives, 'restart'>): Restart | null =>
  state.restart === '' ? null : Restart.parse(JSON.parse(state.restart))

export const endedOf = (state: { ended: string }): Epoch[] => Epoch.array().parse(JSON.parse(state.ended))

/**
 * Begins a new life of the stream to the office. Inside a transaction. With `lost`, this database was found to be older than
 * what it has sent: the office is asked for everything, and nothing is made until it answers. With `answers`, the office
 * has asked, and everything here is loaded once more to refill it.
 */
export async function beginNewLife(
  database: Database,
  tables: ReplicatedTable[],
  state: StoreLives,
  life: NewEpoch,
): Promise<void> {
  const waiting = state.awaits === 1n
  const asks = life.lost || waiting || state.refilling === 1n
  const tags = await new Outbox(database, 0).tags()
  const unacknowledged = Object.keys(tags).map(Number)
  const restart: Restart = {
    at: Math.max(life.at, life.began + 1, (restartOf(state)?.at ?? 0) + 1),
    asks,
    answers: life.answers,
    applied: {
      epoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
      number: Number(state.applied),
      tags: tagsOf(state.applied_tags),
    },
    tick: Number(state.seen_tick),
  }
  await database.run(
    `UPDATE ${OWN_PREFIX}state SET up_epoch = $1, lives = $8, exported = 0, tag = '', announced = '', sequences = '{}', owes = 0, seen_tick = 0, awaits = $2,
       refilling = 0, restart = $3, former_epoch = $4, former_number = $5, former_tags = $9,
       restarts = restarts + $6, restored_at = CASE WHEN $6 = 1 THEN $7 ELSE restored_at END`,
    life.epoch,
    asks ? 1 : 0,
    JSON.stringify(restart),
    // A question that was never answered ended no life.
    waiting ? state.former_epoch : state.up_epoch,
    waiting ? state.former_number : Math.min(...unacknowledged, Number(state.exported) + 1) - 1,
    life.lost ? 1 : 0,
    life.at,
    JSON.stringify(withLife(livesOf(state.lives), life.epoch)),
    waiting ? state.former_tags : JSON.stringify(tags),
  )
  await database.run(`DELETE FROM ${OWN_PREFIX}outbox`)
  if (life.answers !== null) await loadOnceMore(database, tables)
}

/**
 * The office's stream begins anew: it answers, or it has lost what it had and asks for everything here, or both. Inside the
 * transaction that applies its first payload.
 */
export async function followRestart(
  database: Database,
  tables: ReplicatedTable[],
  state: StoreLives,
  part: Pick<StreamPart, 'epoch' | 'tag' | 'acknowledged'>,
  restart: Restart,
): Promise<void> {
  const refused = state.refused_epoch === null ? null : Epoch.parse(state.refused_epoch)
  const ended = withLife(withLife(endedOf(state), refused), state.down_epoch)
  await database.run(
    `UPDATE ${OWN_PREFIX}state SET ended = $1, restarted_at = $2, refused_epoch = NULL`,
    JSON.stringify(ended),
    restart.at,
  )
  const answered = state.awaits === 1n && restart.answers === state.up_epoch
  if (answered) {
    await settleFormerLife(database, tables, state, restart.applied)
    await database.run(`UPDATE ${OWN_PREFIX}state SET awaits = 0, refilling = 1`)
  }
  if (answered || restart.asks) await forgetElsewhere(database, tables)
  if (!restart.asks && (await hasForgotten(database, state, restart.applied)))
    await database.run(`UPDATE ${OWN_PREFIX}state SET over = $1`, part.epoch)
  if (!restart.asks) return
  const now = (await database.get<StoreLives>(`SELECT * FROM ${OWN_PREFIX}state`)) as StoreLives
  const followed = { ...now, down_epoch: part.epoch, applied: 1n, applied_tags: JSON.stringify([part.tag]) }
  const epoch = Epoch.parse(randomBytes(8).toString('hex'))
  const { began } = part.acknowledged
  await beginNewLife(database, tables, followed, { epoch, at: Date.now(), began, lost: false, answers: part.epoch })
}

/**
 * The office has applied less of our stream than it has acknowledged: its database was put back, and it has not noticed. What is missing
 * stands in no outbox any more, so that it would wait for it for ever; told that its life is over, it asks for everything.
 */
async function hasForgotten(database: Database, state: StoreLives, applied: Restart['applied']): Promise<boolean> {
  if (state.awaits === 1n || applied.epoch !== state.up_epoch) return false
  const kept = Object.keys(await new Outbox(database, 0).tags()).map(Number)
  return applied.number + 1 < Math.min(...kept, Number(state.exported) + 1)
}

/** Rows of other stores may be of a time that nobody else remembers: the office sends them all again. */
async function forgetElsewhere(database: Database, tables: ReplicatedTable[]): Promise<void> {
  for (const table of tables)
    if (table.sharing === 'lookup') await database.run(`DELETE FROM ${database.dialect.quote(lookupTable(table.name))}`)
}

/** Everything goes to the office as it is now; what was edited meanwhile goes with it. */
async function loadOnceMore(database: Database, tables: ReplicatedTable[]): Promise<void> {
  await database.run(`UPDATE ${OWN_PREFIX}tables SET loaded = NULL, refills = 1 WHERE declined IS NULL`)
  for (const { id } of tables) {
    await database.run(`DELETE FROM ${storeNames(id).load}`)
    await database.run(`DELETE FROM ${storeNames(id).sent}`)
  }
}

/**
 * The office has answered: what it had applied of the former life is settled, what it had not is pending again, under the older
 * of its images. Inside a transaction. `applied`: how far it had come in our stream, in its own words.
 */
async function settleFormerLife(
  database: Database,
  tables: ReplicatedTable[],
  state: StoreLives,
  applied: Restart['applied'],
): Promise<void> {
  const upTo =
    applied.epoch !== null && applied.epoch === state.former_epoch
      ? receivedUpTo(applied, numberedTagsOf(state.former_tags))
      : Number(state.former_number)
  for (const table of tables) {
    const { sent } = storeNames(table.id)
    await database.run(`DELETE FROM ${sent} WHERE ":batch" <= $1`, upTo)
    const batches = await database.all<{ batch: bigint }>(
      `SELECT DISTINCT ":batch" AS batch FROM ${sent} ORDER BY ":batch" DESC`,
    )
    for (const { batch } of batches) await takeBackBatch(database, [table], Number(batch))
    await noteUnloaded(database, table, upTo)
  }
}

/**
 * Rows of an initial load that the office has not got stand in no entry. They get one each, as if they had just been made:
 * otherwise the office, which does not have them, would have them taken away.
 */
async function noteUnloaded(database: Database, table: ReplicatedTable, upTo: number): Promise<void> {
  const row = await database.get<{ loaded: bigint | null; refills: bigint }>(
    `SELECT loaded, refills FROM ${OWN_PREFIX}tables WHERE id = $1`,
    table.id,
  )
  if (row?.refills === 1n && row.loaded === null) return // all of it is going to the office anyhow
  const received = row?.loaded != null && Number(row.loaded) <= upTo
  const byEntries = table.sharing === 'shared' || table.sharing === 'office' // every row of its load is an entry
  if (!received && !byEntries) await noteBeyond(database, table, upTo)
  await database.run(`UPDATE ${OWN_PREFIX}tables SET loaded = 0 WHERE id = $1`, table.id)
  // The pieces have numbers of the former life: none of them is under way in this one.
  await database.run(`DELETE FROM ${storeNames(table.id).load}`)
}

/** Notes all rows of the load behind the piece of that number. */
async function noteBeyond(database: Database, table: ReplicatedTable, upTo: number): Promise<void> {
  const { pending, load } = storeNames(table.id)
  const sql = new SqlText(database.dialect)
  const key = sql.list(table.keyNames)
  const last = await database.get(
    `SELECT ${key} FROM ${load} WHERE ":batch" <= $1 ORDER BY ":batch" DESC LIMIT 1`,
    upTo,
  )
  const after = last ? (table.keyNames.map((name) => last[name] ?? null) as Value[]) : []
  const beyond = last
    ? `(${inKeyOrder(sql, table, 'live')}) > (${after.map((_, i) => `$${i + 1}`).join(', ')})`
    : sql.each(table.keyNames, (name) => `${sql.name(name, 'live')} IS NOT NULL`, ' AND ')
  await database.run(
    `INSERT INTO ${pending} (${commas(key, '":existed", ":at"')})
     SELECT ${commas(sql.list(table.keyNames, 'live'), '0, 0')} FROM ${sql.name(table.name)} AS live WHERE ${beyond}
     ON CONFLICT DO NOTHING`,
    ...after,
  )
}
