import { randomBytes } from 'node:crypto'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { refillStart } from '../merge/refill-export.ts'
import type { RefillRules } from '../merge/refill-merge.ts'
import { Epoch } from '../model/ids.ts'
import type { Restart } from '../model/manifest.ts'
import { renumbered } from '../model/next-setup.ts'
import { tellAgain } from './declined-tables.ts'
import { livesOf, withLife } from './lives.ts'
import { nextTick, readSetup } from './office-state.ts'
import { Outbox } from './outbox.ts'
import type { StoreLink } from './store-links.ts'

/**
 * A store's stream begins anew: its database was restored or made anew and it asks for everything, or it answers the office's own
 * question, or both. Inside the transaction that applies its first payload. `epoch`: of the store's new life. `began`: what it
 * tells of the stream to it.
 */
export async function followStoreRestart(
  database: Database,
  link: StoreLink,
  epoch: Epoch,
  restart: Restart,
  { began, now }: { began: number; now: number },
): Promise<void> {
  // Who was refused has been told to take over where it is to go on, which is this.
  const ended = withLife(withLife(link.ended, link.refusedEpoch), link.upEpoch)
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET ended = $2, restarted_at = $3, refused_epoch = NULL WHERE id = $1`,
    link.id,
    JSON.stringify(ended),
    restart.at,
  )
  const answered = link.awaits && restart.answers === link.downEpoch
  if (answered) await expectRefill(database, link, restart)
  if (!restart.asks) return
  // A store that is restored while it was to refill the office has to be asked once more.
  const asks = !answered && (link.awaits || link.refillRules !== null)
  await beginStreamAnew(database, link, { asks, answers: epoch, at: now, began })
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET restarts = restarts + 1, restored_at = $2 WHERE id = $1`,
    link.id,
    now,
  )
}

/** The store has heard the question and sends everything from now on. */
async function expectRefill(database: Database, link: StoreLink, restart: Restart): Promise<void> {
  const state = await database.get<{ refill_tick: bigint }>(`SELECT refill_tick FROM ${OWN_PREFIX}state`)
  const rules: RefillRules = { outranks: restart.tick > Number(state?.refill_tick ?? 0), deletes: !restart.asks }
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET awaits = 0, refill_rules = $2 WHERE id = $1`,
    link.id,
    JSON.stringify(rules),
  )
  if (rules.outranks) await database.run(`UPDATE ${OWN_PREFIX}state SET refill_tick = $1`, restart.tick)
}

/**
 * Begins a new life of the stream to a store: nothing made for it before is sent any more, and what it had not acknowledged is
 * owed again. It begins after `began`, the last that the store tells to have followed. With `answers` (the epoch under which the store asked) it gets everything; with `asks` it is asked for everything.
 * Inside a transaction.
 */
export async function beginStreamAnew(
  database: Database,
  link: StoreLink,
  life: { asks: boolean; answers: Epoch | null; at: number; began?: number },
): Promise<void> {
  const outbox = new Outbox(database, link.id)
  const unacknowledged = await outbox.entries()
  const [oldest] = unacknowledged
  const unfinished = typeof oldest?.before.refill === 'string' && oldest.before.refill !== ''
  const restart: Restart = {
    at: Math.max(life.at, (life.began ?? 0) + 1, (link.restart?.at ?? 0) + 1),
    asks: life.asks,
    answers: life.answers,
    applied: { epoch: link.upEpoch, number: link.applied, tags: link.appliedTags },
    tick: 0,
  }
  await database.run(
    `UPDATE ${OWN_PREFIX}stores SET down_epoch = $2, exported = 0, tag = '', acknowledged = 0, sent_tick = $3, due = '', sent_setup = 0,
       known_setup = 0, ended_down = $7, restart = $4, awaits = $5, refill = $6,
       refill_rules = CASE WHEN $5 = 1 THEN '' ELSE refill_rules END WHERE id = $1`,
    link.id,
    Epoch.parse(randomBytes(8).toString('hex')),
    // Usually that of the oldest; a store whose tables grew since is owed from an earlier tick.
    Math.min(link.sentTick, ...unacknowledged.map(({ before }) => Number(before.sentTick ?? link.sentTick))),
    JSON.stringify(restart),
    life.asks ? 1 : 0,
    life.answers !== null || link.refill !== null || unfinished ? JSON.stringify(refillStart) : '',
    JSON.stringify(withLife(link.endedDown, link.downEpoch)),
  )
  await tellAgain(database, link, 0)
  if (link.exported > 0) await outbox.acknowledge(link.exported)
  // A backup of before this is one of an earlier time, though no row has changed since.
  await nextTick(database)
}

/** This database was found to be older than what the office has sent: every store is asked for everything it has. */
export async function askAllStores(database: Database, links: StoreLink[], now: number): Promise<void> {
  const state = await database.get<{ lives: string }>(`SELECT lives FROM ${OWN_PREFIX}state`)
  await database.run(
    `UPDATE ${OWN_PREFIX}state SET restarts = restarts + 1, restored_at = $1, refill_tick = 0, lives = $2`,
    now,
    JSON.stringify(withLife(livesOf(state?.lives), randomBytes(8).toString('hex'))),
  )
  await renumberUnsentSetup(database, links)
  for (const link of links) await beginStreamAnew(database, link, { asks: true, answers: null, at: now })
}

/**
 * A replica setup that was saved between the restore and its being noticed may have got a number that stores know for another one. While
 * stores are asked already, new ones get numbers that nobody can know.
 */
export async function renumberUnsentSetup(database: Database, links: StoreLink[]): Promise<void> {
  if (links.some(({ awaits }) => awaits)) return
  const setup = await readSetup(database)
  const sent = Math.max(1, ...links.map(({ sentSetup, knownSetup }) => Math.max(sentSetup, knownSetup)))
  const next = renumbered(setup, sent)
  if (next !== setup) await database.run(`UPDATE ${OWN_PREFIX}state SET replica_setup = $1`, JSON.stringify(next))
}
