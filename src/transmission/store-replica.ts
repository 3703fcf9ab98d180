import { carrySetup } from '../capture/carry-setup.ts'
import { makeMissing, readDefinitions } from '../capture/definitions.ts'
import { holdArrived } from '../capture/hold-arrived.ts'
import { refusedOf } from '../capture/refused-tables.ts'
import type { ReplicatedTable } from '../capture/replicated-table.ts'
import { seenByAll } from '../capture/seen-tick.ts'
import { storeSchema } from '../capture/store-schema.ts'
import { followTables, judgeTables } from '../capture/store-tables.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { describe } from '../databases/table.ts'
import { withPayload } from '../databases/with-payload.ts'
import { mergeDown } from '../merge/down-merge.ts'
import { exportLoad, exportRefill } from '../merge/load-export.ts'
import { PayloadWriter } from '../merge/payload-writer.ts'
import { takeBackBatch } from '../merge/take-back.ts'
import { exportChanges, forgetAcknowledged } from '../merge/up-export.ts'
import { markRepairs } from '../merge/verify-repair.ts'
import { Definition } from '../model/definition.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { Epoch, Guid } from '../model/ids.ts'
import { judgeSetup } from '../model/judge-setup.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { ReplicaSetup } from '../model/replica-setup.ts'
import { Outbox } from './outbox.ts'
import type { Progress } from './site-mark.ts'
import { beginNewLife, endedOf, followRestart, restartOf, type StoreLives } from './store-restart.ts'
import { type Arrival, judgeArrival, type StreamPosition } from './stream.ts'
import { type MadePayload, type StreamPart, schemaFingerprint } from './stream-part.ts'
import { unfitPayload } from './unfit-payload.ts'
import { prepareAnswer, takeQuestion, writeAnswer } from './verify-store.ts'

type State = StoreLives & {
  guid: string
  owes: bigint
  announced: string
  clock_offset: bigint | null
  last_export: bigint
  restarts: bigint
  restored_at: bigint | null
  life: bigint
  rebuilds: bigint
  to_make: string
  replica_setup: string
  setup_refused: string
}

export type StoreState = {
  guid: Guid
  epoch: Epoch
  /** Null: nothing from the office yet. */
  downEpoch: Epoch | null
  exported: number
  applied: number
  setup: ReplicaSetup
  /** Why the setup that the office sent last was not taken; null: it was. */
  setupRefused: string | null
  /** The initial load has not been exported whole. */
  loading: boolean
  /** This database was found to be restored: the office was asked for everything, or is sending it. */
  refill: 'asked' | 'coming' | null
  /** How often that happened, and when last, milliseconds since 1970. */
  restarts: number
  restoredAt: number | null
}

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

/** Touched rows in one payload. */
const ROWS_A_PAYLOAD = 60_000

/** The shop's database as a member of the network: makes payloads, applies payloads, knows its place in both streams. */
export class StoreReplica {
  readonly database: Database
  readonly outbox: Outbox

  private constructor(database: Database) {
    this.database = database
    this.outbox = new Outbox(database, 0)
  }

  /** Puts this program's tables into the shop's database and starts to capture. All of it or nothing. */
  static async create(database: Database, guid: Guid, epoch: Epoch, setup: ReplicaSetup): Promise<StoreReplica> {
    const replica = new StoreReplica(database)
    await database.transaction(async () => {
      await database.script(storeSchema)
      await database.run(
        `INSERT INTO ${OWN_PREFIX}state (one, format, guid, up_epoch, replica_setup) VALUES (1, 1, $1, $2, $3)`,
        guid,
        epoch,
        JSON.stringify(setup),
      )
      await followTables(database, setup)
    })
    return replica
  }

  /**
   * The same for a store whose database is lost: `database` is empty, or as the shop program installs it. The office is asked
   * for everything, also for how the tables were made. `now`: this clock, milliseconds.
   */
  static async recover(
    database: Database,
    guid: Guid,
    epoch: Epoch,
    setup: ReplicaSetup,
    now: number,
  ): Promise<StoreReplica> {
    const replica = await StoreReplica.create(database, guid, epoch, setup)
    await replica.askForRefill(epoch, now)
    await database.run(`UPDATE ${OWN_PREFIX}state SET rebuilds = 1, former_epoch = NULL, former_number = 0`)
    return replica
  }

  /** Null where the database is not part of a network yet. */
  static async open(database: Database): Promise<StoreReplica | null> {
    const found = await database.get(`SELECT 1 AS one FROM sqlite_schema WHERE name = '${OWN_PREFIX}state'`)
    return found ? new StoreReplica(database) : null
  }

  /** How far the office's stream has been applied. */
  async position(): Promise<StreamPosition> {
    return positionOf(await this.#state())
  }

  /** How far this database has come, to be held against what was known before. */
  async progress(): Promise<Progress> {
    const { life, exported } = await this.#state()
    return { life: Number(life), position: Number(exported) }
  }

  async state(): Promise<StoreState> {
    const state = await this.#state()
    const loading = await this.database.get(`SELECT 1 AS one FROM ${OWN_PREFIX}tables WHERE loaded IS NULL LIMIT 1`)
    return {
      guid: Guid.parse(state.guid),
      epoch: Epoch.parse(state.up_epoch),
      downEpoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
      exported: Number(state.exported),
      applied: Number(state.applied),
      setup: ReplicaSetup.parse(JSON.parse(state.replica_setup)),
      setupRefused: state.setup_refused || null,
      loading: loading !== undefined,
      refill: state.awaits === 1n ? 'asked' : state.refilling === 1n ? 'coming' : null,
      restarts: Number(state.restarts),
      restoredAt: state.restored_at === null ? null : Number(state.restored_at),
    }
  }

  /**
   * Tables that the replica setup wants but this database cannot give, each with the reason; and those left out because the
   * shop changed them (SCHEMA_DIFFERS) or somebody switched their capture off (CAPTURE_OFF).
   */
  async refusedTables(): Promise<{ table: string; why: CentralOfficeError }[]> {
    const { setup } = await this.state()
    const { leftOut, uncaptured } = await judgeTables(this.database, setup)
    const refused = refusedOf(uncaptured, setup).map(({ table, why }) => ({ table: table.name, why }))
    return [...refused, ...leftOut.map(({ table, why }) => ({ table: table.name, why }))]
  }

  /**
   * Makes the next payload into `file`: a chunk of the initial load, or what changed since the last. Null when there is nothing
   * to say; `force` makes one all the same, as a sign of life. Until null comes back there may be more.
   */
  async export(file: string, targetBytes: number, force = false): Promise<MadePayload | null> {
    await prepareAnswer(this.database, async () => {
      const { captured } = await judgeTables(this.database, (await this.state()).setup)
      return captured.map(({ table }) => table)
    })
    return withPayload(this.database, 'outgoing', file, () =>
      this.database.transaction(() => this.#makePayload(targetBytes, force)),
    )
  }

  async #makePayload(targetBytes: number, force: boolean): Promise<MadePayload | null> {
    const state = await this.#state()
    if (state.awaits === 1n) return state.exported === 0n ? this.#askForEverything(state) : null
    const setup = ReplicaSetup.parse(JSON.parse(state.replica_setup))
    const { tables, live, leftOut, refused } = await followTables(this.database, setup)
    const tick = await seenByAll(this.database)
    const number = Number(state.exported) + 1
    const writer = new PayloadWriter(this.database)
    const unloaded = await this.database.all<{ id: bigint; refills: bigint }>(
      `SELECT id, refills FROM ${OWN_PREFIX}tables WHERE loaded IS NULL`,
    )
    const loading = tables.flatMap((table) => {
      const found = unloaded.find(({ id }) => Number(id) === table.id)
      return found ? [{ table, refills: found.refills === 1n }] : []
    })
    const load = loading.length > 0
    await markRepairs(this.database, tables, number)
    if (await this.#exportLoads(loading, number, writer, targetBytes)) {
      const limits = { rows: ROWS_A_PAYLOAD, bytes: targetBytes }
      const more = await exportChanges(this.database, tables, number, limits, writer)
      if (!more) for (const { table } of loading) await this.#noteLoaded(table, number)
    }

    if (!load && state.refilling === 0n) await writeAnswer(this.database, tables, number, writer)

    // A table that is left out is announced as it was, so that the office goes on sending its rows; they are held.
    const schema = [...live.map(describe), ...leftOut.map(({ layout }) => layout)]
    const definitions = await readDefinitions(this.database)
    const fingerprint = schemaFingerprint(schema, definitions, refused)
    const announces = state.announced !== fingerprint
    const begins = number === 1 && state.restart !== ''
    if (writer.empty && !announces && state.owes === 0n && !force && !begins) {
      await forgetEmptyBatch(this.database, tables, number)
      return null
    }
    await writer.finish({
      schema: announces ? schema : null,
      definitions: announces ? definitions : null,
      ...(announces && refused.length > 0 ? { refused } : {}),
      replicaSetup: null,
    })
    const part: StreamPart = {
      epoch: Epoch.parse(state.up_epoch),
      number,
      load,
      restart: number === 1 ? restartOf(state) : null,
      acknowledged: acknowledgedBy(state),
      tick,
      schemaFingerprint: fingerprint,
      replicaSetupVersion: setup.version,
    }
    const hasFile = !writer.empty || announces
    await this.outbox.add(part, writer.rows, hasFile)
    await this.database.run(
      `UPDATE ${OWN_PREFIX}state SET exported = $1, owes = $4, announced = $2, last_export = $3`,
      number,
      fingerprint,
      Date.now(),
      // The end of a refill is told by a payload that is no part of it.
      (await this.#endsRefill(loading)) ? 1 : 0,
    )
    return { part, rows: writer.rows, hasFile }
  }

  /** The first payload of a life that begins because this database was restored: nothing else is said until the office answers. */
  async #askForEverything(state: State): Promise<MadePayload> {
    const part: StreamPart = {
      epoch: Epoch.parse(state.up_epoch),
      number: 1,
      load: false,
      restart: restartOf(state),
      acknowledged: acknowledgedBy(state),
      tick: 0,
      schemaFingerprint: schemaFingerprint([]),
      replicaSetupVersion: ReplicaSetup.parse(JSON.parse(state.replica_setup)).version,
    }
    await this.outbox.add(part, 0, false)
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET exported = 1, last_export = $1`, Date.now())
    return { part, rows: 0, hasFile: false }
  }

  /** Fills the payload from the tables whose load is under way. True when all of them are loaded whole. */
  async #exportLoads(
    loading: { table: ReplicatedTable; refills: boolean }[],
    number: number,
    writer: PayloadWriter,
    targetBytes: number,
  ): Promise<boolean> {
    for (const { table, refills } of loading) {
      const pendingAll = table.sharing === 'shared' || table.sharing === 'office'
      if (pendingAll && !refills) continue // every row of it is a pending entry
      const exportNext = refills ? exportRefill : exportLoad
      if (!(await exportNext(this.database, table, number, writer, targetBytes))) return false
      await this.#noteLoaded(table, number)
      if ((await this.database.outgoingBytes()) >= targetBytes) return false
    }
    return true
  }

  async #endsRefill(loading: { refills: boolean }[]): Promise<boolean> {
    if (!loading.some(({ refills }) => refills)) return false
    return !(await this.database.get(`SELECT 1 AS one FROM ${OWN_PREFIX}tables WHERE loaded IS NULL LIMIT 1`))
  }

  async #noteLoaded(table: ReplicatedTable, number: number): Promise<void> {
    await this.database.run(
      `UPDATE ${OWN_PREFIX}tables SET loaded = $2 WHERE id = $1 AND loaded IS NULL`,
      table.id,
      number,
    )
  }

  /** Applies a payload of the office, whole, together with the place in the stream. `file` null: only an acknowledgement. */
  async apply(part: StreamPart, file: string | null, contents: PayloadContents | null): Promise<AppliedAtStore> {
    const apply = () => this.database.transaction(() => this.#applyPayload(part, contents))
    try {
      return await (file === null ? apply() : withPayload(this.database, 'incoming', file, apply))
    } catch (error) {
      throw unfitPayload(error, part.number)
    }
  }

  async #applyPayload(part: StreamPart, contents: PayloadContents | null): Promise<AppliedAtStore> {
    const state = await this.#state()
    const arrival = judgeArrival(positionOf(state), part)
    if (arrival !== 'next' && arrival !== 'restart')
      return { arrival, rows: 0, parked: 0, notMade: [], setupRefused: null }

    const { setup, setupRefused } = await this.#takeSetup(state, contents?.replicaSetup ?? null)
    const notMade = contents?.definitions ? await this.#buildAgain(state, contents.definitions) : []
    const { tables, leftOut } = await followTables(this.database, setup)
    const all = [...tables, ...leftOut.map(({ table }) => table)]
    if (part.acknowledged.epoch === state.up_epoch && state.awaits === 0n) {
      await forgetAcknowledged(this.database, all, part.acknowledged.number)
      await this.outbox.acknowledge(part.acknowledged.number)
    }
    if (part.restart && (arrival === 'restart' || part.restart.asks))
      await followRestart(this.database, all, state, part, part.restart)
    // An acknowledgement alone may have freed a parked row.
    const merged = await mergeDown(this.database, tables, contents ?? { tables: [] })
    if (contents) for (const left of leftOut) merged.parked += await holdArrived(this.database, left, contents)
    if (contents) await takeQuestion(this.database, tables, contents)
    await this.database.run(
      `UPDATE ${OWN_PREFIX}state SET down_epoch = $1, applied = $2, seen_tick = $3, owes = MAX(owes, $4),
         refilling = CASE WHEN $5 = 1 THEN refilling ELSE 0 END`,
      part.epoch,
      part.number,
      part.tick,
      contents ? 1 : 0,
      part.load ? 1 : 0,
    )
    notMade.push(...(await this.#makeRest()))
    return { arrival, ...merged, notMade, setupRefused }
  }

  /**
   * Takes over a replica setup that came in, before the rows that came with it: they were written by it. One that cannot be used is
   * refused whole, and everything goes on by the present one.
   */
  async #takeSetup(state: State, came: unknown): Promise<{ setup: ReplicaSetup; setupRefused: string | null }> {
    const present = ReplicaSetup.parse(JSON.parse(state.replica_setup))
    if (came === null) return { setup: present, setupRefused: null }
    const judged = judgeSetup(present, came)
    if ('refused' in judged) {
      await this.database.run(`UPDATE ${OWN_PREFIX}state SET setup_refused = $1`, judged.refused)
      return { setup: present, setupRefused: judged.refused }
    }
    const ended = await carrySetup(this.database, present, judged.take)
    await this.database.run(
      `UPDATE ${OWN_PREFIX}state SET replica_setup = $1, setup_refused = '',
         announced = CASE WHEN $2 = 1 THEN '' ELSE announced END`,
      JSON.stringify(judged.take),
      // The office waits until a table that begins anew is announced again, also where it looks as it did.
      ended.length > 0 ? 1 : 0,
    )
    return { setup: judged.take, setupRefused: null }
  }

  /**
   * This database was found to be older than what it has sent: it begins a new life, and asks the office for everything.
   * `epoch`: random. `now`: this clock, milliseconds.
   */
  async askForRefill(epoch: Epoch, now: number): Promise<void> {
    await this.database.transaction(async () => {
      const state = await this.#state()
      const { tables, leftOut } = await followTables(this.database, ReplicaSetup.parse(JSON.parse(state.replica_setup)))
      const all = [...tables, ...leftOut.map(({ table }) => table)]
      await beginNewLife(this.database, all, state, { epoch, at: now, lost: true, answers: null })
    })
  }

  /** Makes the tables of a lost database, so that the rows can come. Views and triggers wait until all of them have. */
  async #buildAgain(state: State, definitions: readonly Definition[]): Promise<string[]> {
    if (state.rebuilds === 0n) return []
    const first = definitions.filter(({ type }) => type === 'table' || type === 'index' || type === 'pragma')
    await this.database.run(
      `UPDATE ${OWN_PREFIX}state SET rebuilds = 0, to_make = $1`,
      JSON.stringify(definitions.filter((definition) => !first.includes(definition))),
    )
    return makeMissing(this.database, first)
  }

  /** What waited for the last row of a rebuilt database. */
  async #makeRest(): Promise<string[]> {
    const { refilling, to_make } = await this.#state()
    if (refilling === 1n || to_make === '[]') return []
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET to_make = '[]'`)
    return makeMissing(this.database, Definition.array().parse(JSON.parse(to_make)))
  }

  /** Takes back a payload that a crash kept from being sealed: nobody has seen it. Returns its number, or null. */
  async takeBackUnsealed(): Promise<number | null> {
    const unsealed = await this.outbox.unsealed()
    if (!unsealed) return null
    await this.database.transaction(async () => {
      const state = await this.#state()
      const { tables, leftOut } = await followTables(this.database, ReplicaSetup.parse(JSON.parse(state.replica_setup)))
      await takeBackBatch(this.database, [...tables, ...leftOut.map(({ table }) => table)], unsealed.number)
      await this.database.run(`UPDATE ${OWN_PREFIX}tables SET loaded = NULL WHERE loaded = $1`, unsealed.number)
      await this.database.run(
        `UPDATE ${OWN_PREFIX}state SET exported = $1, announced = '', owes = 1`,
        unsealed.number - 1,
      )
      await this.outbox.remove(unsealed.number)
    })
    return unsealed.number
  }

  /** What to add to this clock to get the site's, milliseconds; null: not measured yet. */
  async clockOffset(): Promise<number | null> {
    const state = await this.#state()
    return state.clock_offset === null ? null : Number(state.clock_offset)
  }

  async noteClock(offset: number | null): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET clock_offset = $1`, offset)
  }

  /** When the last payload was made, milliseconds since 1970; 0 = never. */
  async lastExport(): Promise<number> {
    return Number((await this.#state()).last_export)
  }

  /** Rows from the office that this database refuses for now. */
  async parkedRows(): Promise<number> {
    let parked = 0
    for (const { id } of await this.database.all<{ id: bigint }>(`SELECT id FROM ${OWN_PREFIX}tables`)) {
      const found = await this.database.get<{ n: bigint }>(`SELECT count(*) AS n FROM ${OWN_PREFIX}parked_${id}`)
      parked += Number(found?.n ?? 0)
    }
    return parked
  }

  async #state(): Promise<State> {
    return (await this.database.get<State>(`SELECT * FROM ${OWN_PREFIX}state`)) as State
  }
}

const acknowledgedBy = (state: State): StreamPart['acknowledged'] => ({
  epoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
  number: Number(state.applied),
})

const positionOf = (state: State): StreamPosition => ({
  epoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
  number: Number(state.applied),
  awaits: state.awaits === 1n ? Epoch.parse(state.up_epoch) : null,
  ended: endedOf(state),
  restartedAt: Number(state.restarted_at),
  sent: { epoch: Epoch.parse(state.up_epoch), number: Number(state.exported) },
})

/** A batch in which everything touched came out as it was before needs no payload. */
async function forgetEmptyBatch(database: Database, tables: ReplicatedTable[], batch: number): Promise<void> {
  for (const table of tables) await database.run(`DELETE FROM ${OWN_PREFIX}sent_${table.id} WHERE ":batch" = $1`, batch)
}
