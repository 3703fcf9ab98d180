import { captureRebuilt } from '../capture/capture-again.ts'
import { checkDatabaseFormat, DATABASE_FORMAT } from '../capture/database-format.ts'
import { refusedOf } from '../capture/refused-tables.ts'
import { storeSchema } from '../capture/store-schema.ts'
import { followTables, judgeTables } from '../capture/store-tables.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { withPayload } from '../databases/with-payload.ts'
import { retryParked } from '../merge/parked-settle.ts'
import { takeBackBatch } from '../merge/take-back.ts'
import type { CentralOfficeError } from '../model/errors.ts'
import { Epoch, Guid } from '../model/ids.ts'
import type { PayloadContents } from '../model/payload-contents.ts'
import { ReplicaSetup } from '../model/replica-setup.ts'
import { livesOf, withLife } from './lives.ts'
import { Outbox } from './outbox.ts'
import { SeenManifests } from './seen-manifests.ts'
import type { Progress } from './site-mark.ts'
import { type AppliedAtStore, applyPayload } from './store-apply.ts'
import { makePayload } from './store-export.ts'
import { beginNewLife } from './store-restart.ts'
import { acknowledgedBy, readPosition, readState, type StoreState } from './store-state.ts'
import type { StreamPosition } from './stream.ts'
import type { MadePayload, StreamPart } from './stream-part.ts'
import { unfitPayload } from './unfit-payload.ts'
import { prepareAnswer } from './verify-store.ts'

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
        `INSERT INTO ${OWN_PREFIX}state (one, format, guid, up_epoch, replica_setup, lives) VALUES (1, ${DATABASE_FORMAT}, $1, $2, $3, $4)`,
        guid,
        epoch,
        JSON.stringify(setup),
        JSON.stringify(withLife([], epoch)),
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

  /** Null where the database is not part of a network yet. Errors: DATABASE_TOO_OLD, DATABASE_TOO_NEW. */
  static async open(database: Database): Promise<StoreReplica | null> {
    const found = await database.get(`SELECT 1 AS one FROM sqlite_schema WHERE name = '${OWN_PREFIX}state'`)
    if (!found) return null
    await checkDatabaseFormat(database)
    return new StoreReplica(database)
  }

  /** How far the office's stream has been applied. */
  async position(): Promise<StreamPosition> {
    return readPosition(this.database, await readState(this.database))
  }

  /** How far this database has come, to be held against what was known before. */
  async progress(): Promise<Progress> {
    const { lives, exported } = await readState(this.database)
    return { lives: livesOf(lives), position: Number(exported) }
  }

  async state(): Promise<StoreState> {
    const state = await readState(this.database)
    const loading = await this.database.get(
      `SELECT 1 AS one FROM ${OWN_PREFIX}tables WHERE loaded IS NULL AND declined IS NULL LIMIT 1`,
    )
    return {
      guid: Guid.parse(state.guid),
      epoch: Epoch.parse(state.up_epoch),
      downEpoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
      anew: state.restart !== '',
      exported: Number(state.exported),
      applied: Number(state.applied),
      appliedTag: acknowledgedBy(state).tag,
      setup: ReplicaSetup.parse(JSON.parse(state.replica_setup)),
      setupRefused: state.setup_refused || null,
      loading: loading !== undefined,
      refill: state.awaits === 1n ? 'asked' : state.refilling === 1n ? 'coming' : null,
      restarts: Number(state.restarts),
      restoredAt: state.restored_at === null ? null : Number(state.restored_at),
    }
  }

  /** How far the initial load is: tables that were exported whole, and all that are captured. */
  async loadedTables(): Promise<{ done: number; all: number }> {
    const counted = await this.database.get<{ done: bigint; every: bigint }>(
      `SELECT count(loaded) AS done, count(*) AS every FROM ${OWN_PREFIX}tables`,
    )
    return { done: Number(counted?.done ?? 0), all: Number(counted?.every ?? 0) }
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
      this.database.transaction(() => makePayload(this.database, this.outbox, targetBytes, force)),
    )
  }

  /** Captures tables again that were rebuilt or did not fit, and has all their rows compared. */
  async captureRebuilt(): Promise<{ table: string; rows: number }[]> {
    const { setup } = await this.state()
    return this.database.transaction(() => captureRebuilt(this.database, setup))
  }

  /** Tries rows that this database refused once more: what stood against them may be gone. */
  async retryParked(): Promise<{ settled: number; left: number }> {
    const { setup } = await this.state()
    return this.database.transaction(() => retryParked(this.database, setup))
  }

  /** Applies a payload of the office, whole, together with the place in the stream. `file` null: only an acknowledgement. */
  async apply(part: StreamPart, file: string | null, contents: PayloadContents | null): Promise<AppliedAtStore> {
    const apply = () => this.database.transaction(() => applyPayload(this.database, this.outbox, part, contents))
    try {
      return await (file === null ? apply() : withPayload(this.database, 'incoming', file, apply))
    } catch (error) {
      throw unfitPayload(error, part.number)
    }
  }

  /**
   * This database was found to be older than what it has sent: it begins a new life, and asks the office for everything.
   * `epoch`: random. `now`: this clock, milliseconds. `began`: what the office tells of the epoch it follows; 0: it tells nothing.
   */
  async askForRefill(epoch: Epoch, now: number, began = 0): Promise<void> {
    await this.database.transaction(async () => {
      const state = await readState(this.database)
      const { tables, leftOut } = await followTables(this.database, ReplicaSetup.parse(JSON.parse(state.replica_setup)))
      const all = [...tables, ...leftOut.map(({ table }) => table)]
      await beginNewLife(this.database, all, state, { epoch, at: now, began, lost: true, answers: null })
    })
  }

  /** The office goes on in an epoch that has ended; it is told with the next payload. */
  async noteOver(epoch: Epoch): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET over = $1`, epoch)
  }

  /** Somebody sends as the office in an epoch that follows none; it is told with the next payload. */
  async noteRefused(epoch: Epoch): Promise<void> {
    await this.database.run(
      `UPDATE ${OWN_PREFIX}state SET owes = CASE WHEN refused_epoch = $1 THEN owes ELSE MAX(owes, 1) END, refused_epoch = $1`,
      epoch,
    )
  }

  /** Of epochs of the office that are not followed: the newest manifests that were dealt with. */
  async seenManifests(): Promise<SeenManifests> {
    return SeenManifests.parse(JSON.parse((await readState(this.database)).seen_former))
  }

  async noteSeen(seen: SeenManifests): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET seen_former = $1`, JSON.stringify(seen))
  }

  /** Of the office's manifest that seemed to be on its way at a visit before. */
  async unfinished(): Promise<string | null> {
    return (await readState(this.database)).unfinished
  }

  async noteUnfinished(digest: string): Promise<void> {
    await this.database.run(`UPDATE ${OWN_PREFIX}state SET unfinished = $1`, digest)
  }

  /** Takes back payloads that a crash kept from being sealed: nobody has seen them. Returns their numbers, newest first. */
  async takeBackUnsealed(): Promise<number[]> {
    const unsealed = await this.outbox.unsealed()
    if (unsealed.length === 0) return []
    await this.database.transaction(async () => {
      const state = await readState(this.database)
      const { tables, leftOut } = await followTables(this.database, ReplicaSetup.parse(JSON.parse(state.replica_setup)))
      for (const { number, part } of unsealed) {
        await takeBackBatch(this.database, [...tables, ...leftOut.map(({ table }) => table)], number)
        await this.database.run(`UPDATE ${OWN_PREFIX}tables SET loaded = NULL WHERE loaded = $1`, number)
        await this.database.run(
          `UPDATE ${OWN_PREFIX}state SET exported = $1, tag = $2, announced = '', owes = 1`,
          number - 1,
          part.previous,
        )
        await this.outbox.remove(number)
      }
    })
    return unsealed.map(({ number }) => number)
  }

  /** When the last payload was made, milliseconds since 1970; 0 = never. */
  async lastExport(): Promise<number> {
    return Number((await readState(this.database)).last_export)
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
}
