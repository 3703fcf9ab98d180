import { officeSchema } from '../capture/office-schema.ts'
import type { OfficeTable } from '../capture/office-table.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { Turns } from '../databases/turns.ts'
import { withPayload } from '../databases/with-payload.ts'
import { dueProgress, isAnyDue, type listDue, listDue as listDueRows, writeDue } from '../merge/down-export.ts'
import { PayloadWriter } from '../merge/payload-writer.ts'
import type { PayloadLimits } from '../merge/piece-size.ts'
import { type RefillProgress, writeRefill } from '../merge/refill-export.ts'
import { mergeUp } from '../merge/up-merge.ts'
import type { Epoch, Guid } from '../model/ids.ts'
import { nextSetup } from '../model/next-setup.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { ReplicaSetup } from '../model/replica-setup.ts'
import { carryOfficeSetup } from './carry-office-setup.ts'
import { checkFilters } from './check-filters.ts'
import { fitsSetup, fittingTables } from './fit-setup.ts'
import { askAllStores, beginStreamAnew, followStoreRestart } from './office-restart.ts'
import { claimFilling, followSchema, growOfficeTables, readOfficeTables } from './office-tables.ts'
import { Outbox } from './outbox.ts'
import { oweGrown } from './owe-grown.ts'
import { newEpoch } from './restored.ts'
import type { Progress } from './site-mark.ts'
import {
  addLink,
  type NewLink,
  positionOf,
  readDefinitionsOf,
  readLink,
  readLinks,
  type StoreLink,
} from './store-links.ts'
import { type Arrival, judgeArrival } from './stream.ts'
import { type MadePayload, type StreamPart, schemaFingerprint } from './stream-part.ts'
import { unfitPayload } from './unfit-payload.ts'
import { hasQuestion, prepareQuestion, takeAnswer, writeQuestion } from './verify-office.ts'

/** One payload to a store, at most. */
const LIMITS: PayloadLimits = { rows: 60_000, bytes: 16 * 1024 * 1024 }

/** Rows owed to a store up to a tick, being written into payloads. */
type DueList = { tick: number; rest: Awaited<ReturnType<typeof listDue>> }

/** What the office notes of the sender beside the rows. */
export type Sender = { heldRows: number; program: string; shift: number; now: number }

export type Applied = {
  arrival: Arrival
  rows: number
  conflicts: number
  created: string[]
  added: { table: string; column: string }[]
}

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
        `INSERT INTO ${OWN_PREFIX}state (one, format, replica_setup) VALUES (1, 1, $1)`,
        JSON.stringify(setup),
      )
    })
    return new OfficeReplica(database)
  }

  static async open(database: Database): Promise<OfficeReplica | null> {
    const found = await database.get(`SELECT 1 AS one FROM sqlite_schema WHERE name = '${OWN_PREFIX}stores'`)
    return found ? new OfficeReplica(database) : null
  }

  async setup(): Promise<ReplicaSetup> {
    const state = await this.database.get<{ replica_setup: string }>(`SELECT replica_setup FROM ${OWN_PREFIX}state`)
    return ReplicaSetup.parse(JSON.parse(String(state?.replica_setup)))
  }

  /**
   * Saves a changed setup under the next version, and brings the collated tables to it; every store gets it with its next payload.
   * Returns it as it was saved. Errors: USAGE, where a filter cannot be used, or nothing would transmit any more. `now`: office clock, milliseconds.
   */
  async saveSetup(wanted: ReplicaSetup, now = Date.now()): Promise<ReplicaSetup> {
    return this.database.transaction(async () => {
      const before = await this.setup()
      const known = (await readLinks(this.database)).map(({ knownSetup }) => knownSetup)
      const next = nextSetup(before, wanted, Math.max(0, ...known))
      await checkFilters(this.database, next)
      await carryOfficeSetup(this.database, before, next, now)
      await this.database.run(`UPDATE ${OWN_PREFIX}state SET replica_setup = $1`, JSON.stringify(next))
      await growOfficeTables(this.database, next)
      return next
    })
  }

  async tables(): Promise<Map<string, OfficeTable>> {
    return readOfficeTables(this.database, await this.setup())
  }

  /** Merges a store's payload, whole, together with the place in its stream. `file` null: only an acknowledgement. */
  async apply(
    guid: Guid,
    part: StreamPart,
    file: string | null,
    contents: PayloadContents | null,
    sender: Sender,
  ): Promise<Applied> {
    const apply = () => this.database.transaction(() => this.#applyPayload(guid, part, contents, sender))
    try {
      return await (file === null ? apply() : withPayload(this.database, 'incoming', file, apply))
    } catch (error) {
      throw unfitPayload(error, part.number)
    }
  }

  async #applyPayload(
    guid: Guid,
    part: StreamPart,
    contents: PayloadContents | null,
    sender: Sender,
  ): Promise<Applied> {
    const link = await readLink(this.database, guid)
    const arrival = judgeArrival(positionOf(link), part)
    const applied: Applied = { arrival, rows: 0, conflicts: 0, created: [], added: [] }
    if (arrival !== 'next' && arrival !== 'restart') return applied
    if (part.restart && (arrival === 'restart' || part.restart.asks))
      await followStoreRestart(this.database, link, part.epoch, part.restart, sender.now)
    const { refillRules } = await readLink(this.database, guid)

    const setup = await this.setup()
    // A store that does not know the setup yet may send what is no longer to be transmitted, or not so: that is left alone.
    const schema = contents?.schema?.filter(({ name }) => fitsSetup(setup, name, part.replicaSetupVersion))
    if (contents && schema) {
      Object.assign(applied, await followSchema(this.database, setup, schema))
      await this.database.run(
        `UPDATE ${OWN_PREFIX}stores SET schema = $2, definitions = $3, refused = $4 WHERE id = $1`,
        link.id,
        JSON.stringify(schema),
        JSON.stringify(contents.definitions ?? []),
        JSON.stringify(contents.refused ?? []),
      )
    }
    if (part.acknowledged.epoch === link.downEpoch) await this.#noteAcknowledged(link, part.acknowledged.number)
    const wanted = fittingTables(setup, contents?.tables ?? [], part.replicaSetupVersion)
    if (contents && wanted.length > 0) {
      const tables = await readOfficeTables(this.database, setup)
      const filled = wanted.filter(({ operation }) => operation === 'insert').map(({ name }) => name)
      const mayFill = part.load ? await claimFilling(this.database, tables, filled, link.id) : new Set<string>()
      const visiting = {
        store: link.id,
        guid,
        tick: await this.#nextTick(),
        // A store that refills the office has seen what it had acknowledged when the office's database was saved.
        seenTick: refillRules ? link.sentTick : part.tick,
        shift: sender.shift,
        now: sender.now,
      }
      Object.assign(applied, await mergeUp(this.database, tables, wanted, visiting, mayFill, refillRules))
    }
    if (schema) await oweGrown(this.database, await readOfficeTables(this.database, setup), link, schema)
    if (contents) {
      const tables = await readOfficeTables(this.database, setup)
      await takeAnswer(this.database, link, tables, part, contents, wanted, sender.now)
    }
    await this.database.run(
      `UPDATE ${OWN_PREFIX}stores SET up_epoch = $2, applied = $3, owes = MAX(owes, $4), known_setup = $5,
         last_contact = $6, held_rows = $7, program = $8,
         refill_rules = CASE WHEN $9 = 1 THEN refill_rules ELSE '' END WHERE id = $1`,
      link.id,
      part.epoch,
      part.number,
      contents ? 1 : 0,
      part.replicaSetupVersion,
      sender.now,
      sender.heldRows,
      sender.program,
      part.load || part.number === 1 ? 1 : 0,
    )
    return applied
  }

  async #noteAcknowledged(link: StoreLink, number: number): Promise<void> {
    await this.outbox(link).acknowledge(number)
    await this.database.run(
      `UPDATE ${OWN_PREFIX}stores SET acknowledged = MAX(acknowledged, $2) WHERE id = $1`,
      link.id,
      number,
    )
  }

  async #nextTick(): Promise<number> {
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET tick = tick + 1`)
    const state = await this.database.get<{ tick: bigint }>(`SELECT tick FROM ${OWN_PREFIX}state`)
    return Number(state?.tick)
  }

  /**
   * Makes the payloads a store is owed, one after the other: `nextFile` names the file of each number, `made` is told of each
   * as soon as it is committed; before each, `mayMake` is asked. Only the last payload of a list of rows moves the store's tick
   * on; where the work is cut short, the next time goes on from there.
   */
  export(
    guid: Guid,
    nextFile: (number: number) => string,
    made: (payload: MadePayload) => Promise<void>,
    mayMake: () => Promise<boolean> = async () => true,
  ): Promise<void> {
    return this.#exports.alone(() => this.#export(guid, nextFile, made, mayMake))
  }

  async #export(
    guid: Guid,
    nextFile: (number: number) => string,
    made: (payload: MadePayload) => Promise<void>,
    mayMake: () => Promise<boolean>,
  ): Promise<void> {
    await prepareQuestion(this.database, await readLink(this.database, guid), await this.tables(), Date.now())
    let due: DueList | null = null
    for (let more = true; more && (await mayMake()); ) {
      const link = await readLink(this.database, guid)
      if (due === null && !(await this.#owesAnything(link))) return
      const number = link.exported + 1
      let payload: MadePayload | null = null
      const write = () =>
        this.database.transaction(async () => {
          const writer = new PayloadWriter(this.database)
          if (link.awaits || link.refillRules) {
            // Until the store has told what it holds, nothing but acknowledgements goes to it.
            more = false
            payload = await this.#finishPayload(link, number, writer, { tick: link.sentTick, load: false })
          } else if (link.refill) {
            payload = await this.#refillPayload(link, link.refill, number, writer)
          } else {
            due ??= await this.#listDue(link)
            payload = await this.#duePayload(link, due, number, writer)
            more = due.rest.length > 0 || link.due !== null
            if (due.rest.length === 0) due = null
          }
        })
      await withPayload(this.database, 'outgoing', nextFile(number), write)
      if (payload) await made(payload)
    }
  }

  /**
   * Whether a payload might be made for a store. Most visits find nothing, for most stores: they cost neither a tick nor a
   * transaction, which waits for the disk.
   */
  async #owesAnything(link: StoreLink): Promise<boolean> {
    if (link.owes || link.due || link.refill || link.awaits || link.refillRules) return true
    if (link.restart && link.exported === 0) return true
    const setup = await this.setup()
    if (lacksSetup(link, setup)) return true
    if (await hasQuestion(this.database, link)) return true
    const tables = await readOfficeTables(this.database, setup)
    const since = { store: link.id, guid: link.guid, sentTick: link.sentTick }
    return isAnyDue(this.database, [...tables.values()], link.schema, since)
  }

  /** The next payload of the rows in `due`, which keeps what is left. */
  async #duePayload(link: StoreLink, due: DueList, number: number, writer: PayloadWriter): Promise<MadePayload | null> {
    due.rest = await writeDue(this.database, due.rest, LIMITS, writer)
    const more = due.rest.length > 0
    const tick = more ? link.sentTick : due.tick
    // Also where no payload comes of it, because all that was left has changed since: that is owed from a later tick.
    if (more || link.due)
      await this.database.run(
        `UPDATE ${OWN_PREFIX}stores SET due = $2, sent_tick = $3 WHERE id = $1`,
        link.id,
        more ? JSON.stringify(dueProgress(due.tick, due.rest)) : '',
        tick,
      )
    if (!more) await writeQuestion(this.database, link, await this.tables(), number, writer)
    return this.#finishPayload(link, number, writer, { tick, load: more })
  }

  /** The next payload of everything that a store is to hold. */
  async #refillPayload(
    link: StoreLink,
    refill: RefillProgress,
    number: number,
    writer: PayloadWriter,
  ): Promise<MadePayload | null> {
    const tables = await readOfficeTables(this.database, await this.setup())
    const tick = refill.tick ?? (await this.#nextTick())
    const next = await writeRefill(this.database, [...tables.values()], link, { ...refill, tick }, LIMITS, writer)
    await this.database.run(
      `UPDATE ${OWN_PREFIX}stores SET refill = $2, owes = 1 WHERE id = $1`,
      link.id,
      next === null ? '' : JSON.stringify(next),
    )
    const about = { tick: next === null ? tick : link.sentTick, load: next !== null }
    return this.#finishPayload({ ...link, owes: true }, number, writer, about)
  }

  /** Rows that are owed; where making payloads of an earlier list was cut short, what that had left. */
  async #listDue(link: StoreLink): Promise<DueList> {
    const tables = await readOfficeTables(this.database, await this.setup())
    const tick = link.due?.tick ?? (await this.#nextTick())
    const due = { store: link.id, guid: link.guid, sentTick: link.sentTick, tick }
    return {
      tick,
      rest: await listDueRows(this.database, [...tables.values()], link.schema, due, link.due?.rest ?? null),
    }
  }

  async #finishPayload(
    link: StoreLink,
    number: number,
    writer: PayloadWriter,
    { tick, load }: { tick: number; load: boolean },
  ): Promise<MadePayload | null> {
    const setup = await this.setup()
    const sendsSetup = lacksSetup(link, setup)
    const restart = number === 1 ? link.restart : null
    if (writer.empty && !sendsSetup && !link.owes && !restart) return null
    const definitions = restart?.answers ? await readDefinitionsOf(this.database, link) : null
    await writer.finish({ schema: null, definitions, replicaSetup: sendsSetup ? setup : null })
    const part: StreamPart = {
      epoch: link.downEpoch,
      number,
      load,
      restart,
      acknowledged: { epoch: link.upEpoch, number: link.applied },
      tick,
      schemaFingerprint: schemaFingerprint(link.schema),
      replicaSetupVersion: setup.version,
    }
    const hasFile = !writer.empty || sendsSetup || definitions !== null
    await this.outbox(link).add(part, writer.rows, hasFile, {
      sentTick: link.sentTick,
      sentSetup: link.sentSetup,
      refill: link.refill === null ? '' : JSON.stringify(link.refill),
      due: link.due === null ? '' : JSON.stringify(link.due),
    })
    await this.database.run(
      `UPDATE ${OWN_PREFIX}stores SET exported = $2, owes = 0, sent_tick = $3, sent_setup = MAX(sent_setup, $4)
       WHERE id = $1`,
      link.id,
      number,
      part.tick,
      sendsSetup ? setup.version : 0,
    )
    return { part, rows: writer.rows, hasFile }
  }

  /** How far this database has come, to be held against what was known before. */
  async progress(): Promise<Progress> {
    const state = await this.database.get<{ restarts: bigint; tick: bigint }>(
      `SELECT restarts, tick FROM ${OWN_PREFIX}state`,
    )
    return { life: Number(state?.restarts), position: Number(state?.tick) }
  }

  /** What to add to this clock to get the site's, milliseconds; null: not measured yet. */
  async clockOffset(): Promise<number | null> {
    const state = await this.database.get<{ clock_offset: bigint | null }>(
      `SELECT clock_offset FROM ${OWN_PREFIX}state`,
    )
    return state?.clock_offset == null ? null : Number(state.clock_offset)
  }

  async noteClock(offset: number | null): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET clock_offset = $1`, offset)
  }

  /** Payloads made for a store and not yet acknowledged. */
  outbox(link: StoreLink): Outbox {
    return new Outbox(this.database, link.id)
  }

  /** One store knows of payloads that this database does not know to have made for it. `now`: milliseconds. */
  async askOneForRefill(guid: Guid, now: number): Promise<void> {
    await this.database.transaction(async () => {
      const link = await readLink(this.database, guid)
      await beginStreamAnew(this.database, link, { asks: true, answers: null, at: now })
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

  /** Takes back a payload that a crash kept from being sealed: nobody has seen it. Returns its number, or null. */
  async takeBackUnsealed(link: StoreLink): Promise<number | null> {
    const unsealed = await this.outbox(link).unsealed()
    if (!unsealed) return null
    await this.database.transaction(async () => {
      await this.database.run(
        `UPDATE ${OWN_PREFIX}stores SET exported = $2, sent_tick = MIN(sent_tick, $3), sent_setup = $4, refill = $5,
           due = CASE WHEN sent_tick < $3 THEN '' ELSE $6 END, owes = 1 WHERE id = $1`,
        link.id,
        unsealed.number - 1,
        unsealed.before.sentTick ?? 0,
        unsealed.before.sentSetup ?? 0,
        unsealed.before.refill ?? '',
        unsealed.before.due ?? '',
      )
      await this.outbox(link).remove(unsealed.number)
    })
    return unsealed.number
  }
}

/** A store that has joined does not have the setup that holds now. */
const lacksSetup = (link: StoreLink, setup: ReplicaSetup): boolean =>
  link.upEpoch !== null && Math.max(link.sentSetup, link.knownSetup) < setup.version
