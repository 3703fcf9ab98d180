import { checkDatabaseFormat, DATABASE_FORMAT } from '../capture/database-format.ts'
import { officeSchema } from '../capture/office-schema.ts'
import type { OfficeTable } from '../capture/office-table.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { Turns } from '../databases/turns.ts'
import { withPayload } from '../databases/with-payload.ts'
import type { Epoch, Guid } from '../model/ids.ts'
import { FORGOTTEN_VERSIONS, nextSetup } from '../model/next-setup.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { carryOfficeSetup } from './carry-office-setup.ts'
import { checkFilters } from './check-filters.ts'
import { tellAgain } from './declined-tables.ts'
import { livesOf } from './lives.ts'
import { type Applied, applyPayload, type Sender } from './office-apply.ts'
import { exportTo } from './office-export.ts'
import { askAllStores, beginStreamAnew, renumberUnsentSetup } from './office-restart.ts'
import { readSetup, readTables } from './office-state.ts'
import { growOfficeTables } from './office-tables.ts'
import { Outbox } from './outbox.ts'
import { oweElsewhere } from './owe-grown.ts'
import { newEpoch } from './restored.ts'
import type { SeenManifests } from './seen-manifests.ts'
import type { Progress } from './site-mark.ts'
import { addLink, type NewLink, readLink, readLinks, type StoreLink } from './store-links.ts'
import { strayedTables } from './strayed-tables.ts'
import type { MadePayload, StreamPart } from './stream-part.ts'
import { unfitPayload } from './unfit-payload.ts'

/** The office's database: collates all stores, judges every conflict, owes every store what it does not have yet. */
export class OfficeReplica {
  readonly database: Database
  /** What a store is owed is listed in temporary tables, so one store is served after the other. */
  readonly #exports = new Turns()

  private constructor(database: Database) {
    this.database = database
  }

  static async create(database: Database, setup: ReplicaSetup): Promise<OfficeReplica> {
    await database.transaction(async () => {
      await database.script(officeSchema)
      await database.run(
        `INSERT INTO ${OWN_PREFIX}state (one, format, replica_setup) VALUES (1, ${DATABASE_FORMAT}, $1)`,
        JSON.stringify(setup),
      )
    })
    return new OfficeReplica(database)
  }

  /** Null where the database is no office's. Errors: DATABASE_TOO_OLD, DATABASE_TOO_NEW. */
  static async open(database: Database): Promise<OfficeReplica | null> {
    const found = await database.get(`SELECT 1 AS one FROM sqlite_schema WHERE name = '${OWN_PREFIX}stores'`)
    if (!found) return null
    await checkDatabaseFormat(database)
    return new OfficeReplica(database)
  }

  setup(): Promise<ReplicaSetup> {
    return readSetup(this.database)
  }

  /**
   * Saves a changed setup under the next version, and brings the collated tables to it; every store gets it with its next payload.
   * Returns it as it was saved. Errors: USAGE, where a filter cannot be used, or nothing would transmit any more. `now`: office clock, milliseconds.
   */
  async saveSetup(wanted: ReplicaSetup, now = Date.now()): Promise<ReplicaSetup> {
    return this.database.transaction(async () => {
      const before = await this.setup()
      const links = await readLinks(this.database)
      const known = Math.max(before.version, ...links.map(({ knownSetup }) => knownSetup))
      const unheard = links.some(({ awaits }) => awaits) ? FORGOTTEN_VERSIONS : 0
      const next = nextSetup(before, wanted, {
        known: known + unheard,
        strayed: await strayedTables(this.database, before, links),
      })
      await checkFilters(this.database, next)
      await carryOfficeSetup(this.database, before, next, now)
      await this.database.run(`UPDATE ${OWN_PREFIX}state SET replica_setup = $1`, JSON.stringify(next))
      await growOfficeTables(this.database, next)
      for (const link of links) if (link.knownSetup > before.version) await oweElsewhere(this.database, link)
      return next
    })
  }

  tables(): Promise<Map<string, OfficeTable>> {
    return readTables(this.database)
  }

  /**
   * Merges a store's payload, whole, together with the place in its stream. `file` null: only an acknowledgement. A power cut may
   * take it back until the database is forced to the disk: the payload must stay on the site, and unacknowledged, until then.
   */
  async apply(
    guid: Guid,
    part: StreamPart,
    file: string | null,
    contents: PayloadContents | null,
    sender: Sender,
  ): Promise<Applied> {
    const merge = () => applyPayload(this.database, guid, part, contents, sender)
    const apply = () => this.database.transaction(merge, { forced: false })
    try {
      return await (file === null ? apply() : withPayload(this.database, 'incoming', file, apply))
    } catch (error) {
      throw unfitPayload(error, part.number)
    }
  }

  /**
   * Makes the payloads a store is owed, one after the other: `nextFile` names the file of each number, `made` is told of each
   * as soon as it is committed, though perhaps not on the disk; before each, `mayMake` is asked. Only the last payload of a list of
   * rows moves the store's tick on; where the work is cut short, the next time goes on from there.
   */
  export(
    guid: Guid,
    nextFile: (number: number) => string,
    made: (payload: MadePayload) => Promise<void>,
    mayMake: () => Promise<boolean> = async () => true,
  ): Promise<void> {
    return this.#exports.alone(() => exportTo(this.database, guid, nextFile, made, mayMake))
  }

  /** How far this database has come, to be held against what was known before. */
  async progress(): Promise<Progress> {
    const state = await this.database.get<{ lives: string; tick: bigint }>(`SELECT lives, tick FROM ${OWN_PREFIX}state`)
    return { lives: livesOf(state?.lives), position: Number(state?.tick) }
  }

  /** The store is told how far its stream has been applied, though nothing new has come. Not `again`: unless that is on its way. */
  async oweAnswer(guid: Guid, { again }: { again: boolean }): Promise<void> {
    const link = await readLink(this.database, guid)
    if (!again && (await this.outbox(link).acknowledges(link.appliedTags.at(-1) ?? ''))) return
    await this.database.run(`UPDATE ${OWN_PREFIX}stores SET owes = 1 WHERE guid = $1`, guid)
  }

  /** Nothing more of a store's load waits on the site. */
  async noteLoaded(guid: Guid): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}stores SET load_rows = NULL WHERE guid = $1`, guid)
  }

  /** No store was heard of later than now: a clock that was ahead once must not hide for years that one is silent. */
  async noteTime(now: number): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}stores SET last_contact = $1 WHERE last_contact > $1`, now)
  }

  /** Payloads made for a store and not yet acknowledged. */
  outbox(link: StoreLink): Outbox {
    return new Outbox(this.database, link.id)
  }

  /** The store goes on in an epoch that has ended; it is told with the next payload. */
  async noteOver(guid: Guid, epoch: Epoch): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}stores SET over = $2 WHERE guid = $1`, guid, epoch)
  }

  /** Somebody sends under this store's name in an epoch that follows none; the store is told with the next payload. */
  async noteRefused(guid: Guid, epoch: Epoch): Promise<void> {
    await this.database.run(
      `UPDATE ${OWN_PREFIX}stores SET owes = CASE WHEN refused_epoch = $2 THEN owes ELSE 1 END, refused_epoch = $2 WHERE guid = $1`,
      guid,
      epoch,
    )
  }

  /** Of epochs of this store that are not followed: the newest manifests that were dealt with. */
  async seenManifests(guid: Guid): Promise<SeenManifests> {
    return (await readLink(this.database, guid)).seenFormer
  }

  async noteSeen(guid: Guid, seen: SeenManifests): Promise<void> {
    await this.database.run(
      `UPDATE ${OWN_PREFIX}stores SET seen_former = $2 WHERE guid = $1`,
      guid,
      JSON.stringify(seen),
    )
  }

  /** Of the manifest of this store that seemed to be on its way at a visit before. */
  async unfinished(guid: Guid): Promise<string | null> {
    return (await readLink(this.database, guid)).unfinished
  }

  async noteUnfinished(guid: Guid, digest: string): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}stores SET unfinished = $2 WHERE guid = $1`, guid, digest)
  }

  /**
   * One store knows of payloads that this database does not know to have made for it. `now`: milliseconds. `began`: what the store tells of
   * the stream to it.
   */
  async askOneForRefill(guid: Guid, now: number, began = 0): Promise<void> {
    await this.database.transaction(async () => {
      const link = await readLink(this.database, guid)
      await renumberUnsentSetup(this.database, await readLinks(this.database))
      await beginStreamAnew(this.database, link, { asks: true, answers: null, at: now, began })
    })
  }

  /**
   * A store that this database has forgotten, or never knew, transmits under `epoch`: it is taken in and asked for everything. `now`:
   * milliseconds. Errors: STORE_NUMBER_TAKEN.
   */
  async takeIn(store: Omit<NewLink, 'downEpoch' | 'invitedAt'>, epoch: Epoch, now: number): Promise<StoreLink> {
    return this.database.transaction(async () => {
      const added = await addLink(this.database, { ...store, downEpoch: newEpoch(), invitedAt: now })
      // So that what is left of that life is known when the store has begun another.
      await this.database.run(`UPDATE ${OWN_PREFIX}stores SET up_epoch = $2 WHERE id = $1`, added.id, epoch)
      const link = { ...added, upEpoch: epoch }
      await beginStreamAnew(this.database, link, { asks: true, answers: null, at: now })
      return readLink(this.database, store.guid)
    })
  }

  /** Payloads for a store cannot be sent any more: what it has not acknowledged is made anew. `now`: milliseconds. */
  async makeAnew(guid: Guid, now: number): Promise<void> {
    await this.database.transaction(async () => {
      const link = await readLink(this.database, guid)
      // The store may still wait for the answer to its question.
      const answers = link.acknowledged === 0 ? (link.restart?.answers ?? null) : null
      await beginStreamAnew(this.database, link, { asks: link.awaits, answers, at: now })
    })
  }

  /** This database was found to be older than what the office has sent: every store is asked for everything. `now`: milliseconds. */
  async askForRefill(now: number): Promise<void> {
    await this.database.transaction(async () => askAllStores(this.database, await readLinks(this.database), now))
  }

  /** Takes back payloads that a crash kept from being sealed: nobody has seen them. Returns their numbers, newest first. */
  async takeBackUnsealed(link: StoreLink): Promise<number[]> {
    const unsealed = await this.outbox(link).unsealed()
    const oldest = unsealed.at(-1)
    if (!oldest) return []
    await this.database.transaction(async () => {
      await this.database.run(
        `UPDATE ${OWN_PREFIX}stores SET exported = $2, tag = $7, sent_tick = MIN(sent_tick, $3), sent_setup = $4, refill = $5,
           due = CASE WHEN sent_tick < $3 THEN '' ELSE $6 END, owes = 1 WHERE id = $1`,
        link.id,
        oldest.number - 1,
        oldest.before.sentTick ?? 0,
        oldest.before.sentSetup ?? 0,
        oldest.before.refill ?? '',
        oldest.before.due ?? '',
        oldest.part.previous,
      )
      await tellAgain(this.database, link, oldest.number - 1)
      for (const { number } of unsealed) await this.outbox(link).remove(number)
    })
    return unsealed.map(({ number }) => number)
  }
}
