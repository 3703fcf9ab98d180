import { officeSchema } from '../capture/office-schema.ts'
import type { OfficeTable } from '../capture/office-table.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { type listDue, listDue as listDueRows, writeDue } from '../merge/down-export.ts'
import { PayloadWriter } from '../merge/payload-writer.ts'
import { mergeUp } from '../merge/up-merge.ts'
import type { Guid } from '../model/ids.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import { claimFilling, followSchema, growOfficeTables, readOfficeTables } from './office-tables.ts'
import { Outbox } from './outbox.ts'
import { readLink, type StoreLink } from './store-links.ts'
import { type Arrival, judgeArrival } from './stream.ts'
import { type MadePayload, type StreamPart, schemaFingerprint } from './stream-part.ts'

/** Rows in one payload to a store. */
const ROWS_A_PAYLOAD = 60_000

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

  async saveSetup(setup: ReplicaSetup): Promise<void> {
    await this.database.transaction(async () => {
      await this.database.run(`UPDATE ${OWN_PREFIX}state SET replica_setup = $1`, JSON.stringify(setup))
      await growOfficeTables(this.database, setup)
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
    if (file !== null) await this.database.attachPayload('incoming', file)
    try {
      return await this.database.transaction(() => this.#applyPayload(guid, part, contents, sender))
    } finally {
      if (file !== null) await this.database.detachPayload('incoming')
    }
  }

  async #applyPayload(
    guid: Guid,
    part: StreamPart,
    contents: PayloadContents | null,
    sender: Sender,
  ): Promise<Applied> {
    const link = await readLink(this.database, guid)
    const arrival = judgeArrival({ epoch: link.upEpoch, number: link.applied }, part)
    const applied: Applied = { arrival, rows: 0, conflicts: 0, created: [], added: [] }
    if (arrival !== 'next') return applied

    const setup = await this.setup()
    if (contents?.schema) {
      Object.assign(applied, await followSchema(this.database, setup, contents.schema))
      await this.database.run(
        `UPDATE ${OWN_PREFIX}stores SET schema = $2 WHERE id = $1`,
        link.id,
        JSON.stringify(contents.schema),
      )
    }
    if (part.acknowledged.epoch === link.downEpoch) await this.#noteAcknowledged(link, part.acknowledged.number)
    // A store that does not know the setup yet may send what is not to be transmitted: that is left alone.
    const wanted = (contents?.tables ?? []).filter(({ name }) => setupOf(setup, name).sharing !== 'none')
    if (contents && wanted.length > 0) {
      const tables = await readOfficeTables(this.database, setup)
      const filled = wanted.filter(({ operation }) => operation === 'insert').map(({ name }) => name)
      const mayFill = part.load ? await claimFilling(this.database, tables, filled, link.id) : new Set<string>()
      const visiting = {
        store: link.id,
        guid,
        tick: await this.#nextTick(),
        seenTick: part.tick,
        shift: sender.shift,
        now: sender.now,
      }
      Object.assign(applied, await mergeUp(this.database, tables, wanted, visiting, mayFill))
    }
    await this.database.run(
      `UPDATE ${OWN_PREFIX}stores SET up_epoch = $2, applied = $3, owes = MAX(owes, $4), known_setup = $5,
         last_contact = $6, held_rows = $7, program = $8 WHERE id = $1`,
      link.id,
      part.epoch,
      part.number,
      contents ? 1 : 0,
      part.replicaSetupVersion,
      sender.now,
      sender.heldRows,
      sender.program,
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
   * as soon as it is committed. Only the last one moves the store's tick on: if the work is cut short, the rows of the
   * earlier ones are simply owed again.
   */
  async export(
    guid: Guid,
    nextFile: (number: number) => string,
    made: (payload: MadePayload) => Promise<void>,
  ): Promise<void> {
    let due: { tick: number; rest: Awaited<ReturnType<typeof listDue>> } | null = null
    do {
      const link = await readLink(this.database, guid)
      const number = link.exported + 1
      await this.database.attachPayload('outgoing', nextFile(number))
      let payload: MadePayload | null = null
      try {
        await this.database.transaction(async () => {
          due ??= await this.#listDue(link)
          const writer = new PayloadWriter(this.database)
          due.rest = await writeDue(this.database, due.rest, ROWS_A_PAYLOAD, writer)
          payload = await this.#finishPayload(link, number, writer, due.tick, due.rest.length === 0)
        })
      } finally {
        await this.database.detachPayload('outgoing')
      }
      if (payload) await made(payload)
    } while ((due as { rest: unknown[] } | null)?.rest.length)
  }

  async #listDue(link: StoreLink): Promise<{ tick: number; rest: Awaited<ReturnType<typeof listDue>> }> {
    const tables = await readOfficeTables(this.database, await this.setup())
    const tick = await this.#nextTick()
    const due = { store: link.id, guid: link.guid, sentTick: link.sentTick, tick }
    return { tick, rest: await listDueRows(this.database, [...tables.values()], link.schema, due) }
  }

  async #finishPayload(
    link: StoreLink,
    number: number,
    writer: PayloadWriter,
    tick: number,
    last: boolean,
  ): Promise<MadePayload | null> {
    const setup = await this.setup()
    const sendsSetup = link.upEpoch !== null && Math.max(link.sentSetup, link.knownSetup) < setup.version
    if (writer.rows === 0 && !sendsSetup && !link.owes) return null
    await writer.finish({ schema: null, replicaSetup: sendsSetup ? setup : null })
    const part: StreamPart = {
      epoch: link.downEpoch,
      number,
      load: !last,
      acknowledged: { epoch: link.upEpoch, number: link.applied },
      tick: last ? tick : link.sentTick,
      schemaFingerprint: schemaFingerprint(link.schema),
      replicaSetupVersion: setup.version,
    }
    const hasFile = writer.rows > 0 || sendsSetup
    await this.outbox(link).add(part, writer.rows, hasFile, { sentTick: link.sentTick, sentSetup: link.sentSetup })
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

  /** Takes back a payload that a crash kept from being sealed: nobody has seen it. Returns its number, or null. */
  async takeBackUnsealed(link: StoreLink): Promise<number | null> {
    const unsealed = await this.outbox(link).unsealed()
    if (!unsealed) return null
    await this.database.transaction(async () => {
      await this.database.run(
        `UPDATE ${OWN_PREFIX}stores SET exported = $2, sent_tick = $3, sent_setup = $4, owes = 1 WHERE id = $1`,
        link.id,
        unsealed.number - 1,
        unsealed.before.sentTick ?? 0,
        unsealed.before.sentSetup ?? 0,
      )
      await this.outbox(link).remove(unsealed.number)
    })
    return unsealed.number
  }
}
