import { holdArrived } from '../capture/hold-arrived.ts'
import { type ReplicatedTable, whyNotReplicable } from '../capture/replicated-table.ts'
import { storeSchema } from '../capture/store-schema.ts'
import { followTables, judgeTables } from '../capture/store-tables.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { describe } from '../databases/table.ts'
import { mergeDown } from '../merge/down-merge.ts'
import { exportLoad } from '../merge/load-export.ts'
import { PayloadWriter } from '../merge/payload-writer.ts'
import { takeBackBatch } from '../merge/take-back.ts'
import { exportChanges, forgetAcknowledged } from '../merge/up-export.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { Epoch, Guid } from '../model/ids.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { ReplicaSetup, setupOf } from '../model/replica-setup.ts'
import { Outbox } from './outbox.ts'
import { type Arrival, judgeArrival } from './stream.ts'
import { type MadePayload, type StreamPart, schemaFingerprint } from './stream-part.ts'

type State = {
  guid: string
  up_epoch: string
  exported: bigint
  down_epoch: string | null
  applied: bigint
  owes: bigint
  seen_tick: bigint
  announced: string
  clock_offset: bigint | null
  last_export: bigint
  replica_setup: string
}

export type StoreState = {
  guid: Guid
  epoch: Epoch
  /** Null: nothing from the office yet. */
  downEpoch: Epoch | null
  exported: number
  applied: number
  setup: ReplicaSetup
  /** The initial load has not been exported whole. */
  loading: boolean
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

  /** Null where the database is not part of a network yet. */
  static async open(database: Database): Promise<StoreReplica | null> {
    const found = await database.get(`SELECT 1 AS one FROM sqlite_schema WHERE name = '${OWN_PREFIX}state'`)
    return found ? new StoreReplica(database) : null
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
      loading: loading !== undefined,
    }
  }

  /**
   * Tables that the replica setup wants but this database cannot give, each with the reason; and those left out because the
   * shop changed them (SCHEMA_DIFFERS).
   */
  async refusedTables(): Promise<{ table: string; why: CentralOfficeError }[]> {
    const { setup } = await this.state()
    const { leftOut, uncaptured } = await judgeTables(this.database, setup)
    const refused = uncaptured.flatMap((table) => {
      const own = setupOf(setup, table.name)
      const why = own.sharing === 'none' ? null : whyNotReplicable(table, own)
      return why ? [{ table: table.name, why }] : []
    })
    return [...refused, ...leftOut.map(({ table, why }) => ({ table: table.name, why }))]
  }

  /**
   * Makes the next payload into `file`: a chunk of the initial load, or what changed since the last. Null when there is nothing
   * to say; `force` makes one all the same, as a sign of life. Until null comes back there may be more.
   */
  async export(file: string, targetBytes: number, force = false): Promise<MadePayload | null> {
    await this.database.attachPayload('outgoing', file)
    try {
      return await this.database.transaction(() => this.#makePayload(targetBytes, force))
    } finally {
      await this.database.detachPayload('outgoing')
    }
  }

  async #makePayload(targetBytes: number, force: boolean): Promise<MadePayload | null> {
    const state = await this.#state()
    const setup = ReplicaSetup.parse(JSON.parse(state.replica_setup))
    const { tables, live, leftOut } = await followTables(this.database, setup)
    const number = Number(state.exported) + 1
    const writer = new PayloadWriter(this.database)
    const unloaded = await this.database.all<{ id: bigint }>(`SELECT id FROM ${OWN_PREFIX}tables WHERE loaded IS NULL`)
    const loading = tables.filter((table) => unloaded.some(({ id }) => Number(id) === table.id))
    const load = loading.length > 0
    if (await this.#exportLoads(loading, number, writer, targetBytes)) {
      const more = await exportChanges(this.database, tables, number, ROWS_A_PAYLOAD, writer)
      if (!more) for (const table of loading) await this.#noteLoaded(table, number)
    }

    // A table that is left out is announced as it was, so that the office goes on sending its rows; they are held.
    const schema = [...live.map(describe), ...leftOut.map(({ layout }) => layout)]
    const fingerprint = schemaFingerprint(schema)
    const announces = state.announced !== fingerprint
    if (writer.rows === 0 && !announces && state.owes === 0n && !force) {
      await forgetEmptyBatch(this.database, tables, number)
      return null
    }
    await writer.finish({ schema: announces ? schema : null, replicaSetup: null })
    const part: StreamPart = {
      epoch: Epoch.parse(state.up_epoch),
      number,
      load,
      acknowledged: {
        epoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
        number: Number(state.applied),
      },
      tick: Number(state.seen_tick),
      schemaFingerprint: fingerprint,
      replicaSetupVersion: setup.version,
    }
    const hasFile = writer.rows > 0 || announces
    await this.outbox.add(part, writer.rows, hasFile)
    await this.database.run(
      `UPDATE ${OWN_PREFIX}state SET exported = $1, owes = 0, announced = $2, last_export = $3`,
      number,
      fingerprint,
      Date.now(),
    )
    return { part, rows: writer.rows, hasFile }
  }

  /** Fills the payload from the tables whose load is under way. True when all of them are loaded whole. */
  async #exportLoads(
    loading: ReplicatedTable[],
    number: number,
    writer: PayloadWriter,
    targetBytes: number,
  ): Promise<boolean> {
    for (const table of loading) {
      if (table.sharing === 'shared' || table.sharing === 'office') continue // every row of it is a pending entry
      if (!(await exportLoad(this.database, table, number, writer, targetBytes))) return false
      await this.#noteLoaded(table, number)
      if ((await this.database.outgoingBytes()) >= targetBytes) return false
    }
    return true
  }

  async #noteLoaded(table: ReplicatedTable, number: number): Promise<void> {
    await this.database.run(
      `UPDATE ${OWN_PREFIX}tables SET loaded = $2 WHERE id = $1 AND loaded IS NULL`,
      table.id,
      number,
    )
  }

  /** Applies a payload of the office, whole, together with the place in the stream. `file` null: only an acknowledgement. */
  async apply(
    part: StreamPart,
    file: string | null,
    contents: PayloadContents | null,
  ): Promise<{ arrival: Arrival; rows: number; parked: number }> {
    if (file !== null) await this.database.attachPayload('incoming', file)
    try {
      return await this.database.transaction(() => this.#applyPayload(part, contents))
    } finally {
      if (file !== null) await this.database.detachPayload('incoming')
    }
  }

  async #applyPayload(
    part: StreamPart,
    contents: PayloadContents | null,
  ): Promise<{ arrival: Arrival; rows: number; parked: number }> {
    const state = await this.#state()
    const position = {
      epoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
      number: Number(state.applied),
    }
    const arrival = judgeArrival(position, part)
    if (arrival !== 'next') return { arrival, rows: 0, parked: 0 }

    const setup = ReplicaSetup.parse(JSON.parse(state.replica_setup))
    const { tables, leftOut } = await followTables(this.database, setup)
    if (part.acknowledged.epoch === state.up_epoch) {
      await forgetAcknowledged(
        this.database,
        [...tables, ...leftOut.map(({ table }) => table)],
        part.acknowledged.number,
      )
      await this.outbox.acknowledge(part.acknowledged.number)
    }
    // An acknowledgement alone may have freed a parked row.
    const merged = await mergeDown(this.database, tables, contents ?? { tables: [] })
    if (contents) for (const left of leftOut) merged.parked += await holdArrived(this.database, left, contents)
    if (contents?.replicaSetup) {
      await this.database.run(`UPDATE ${OWN_PREFIX}state SET replica_setup = $1`, JSON.stringify(contents.replicaSetup))
      await followTables(this.database, contents.replicaSetup)
    }
    await this.database.run(
      `UPDATE ${OWN_PREFIX}state SET down_epoch = $1, applied = $2, seen_tick = $3, owes = MAX(owes, $4)`,
      part.epoch,
      part.number,
      part.tick,
      contents ? 1 : 0,
    )
    return { arrival, ...merged }
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

/** A batch in which everything touched came out as it was before needs no payload. */
async function forgetEmptyBatch(database: Database, tables: ReplicatedTable[], batch: number): Promise<void> {
  for (const table of tables) await database.run(`DELETE FROM ${OWN_PREFIX}sent_${table.id} WHERE ":batch" = $1`, batch)
}
