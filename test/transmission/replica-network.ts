import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Database, Row } from '../../src/databases/database.ts'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { Epoch, Guid, StoreNumber } from '../../src/model/ids.ts'
import type { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { readContents } from '../../src/payload/contents.ts'
import { OfficeReplica } from '../../src/transmission/office-replica.ts'
import { addLink } from '../../src/transmission/store-links.ts'
import { StoreReplica } from '../../src/transmission/store-replica.ts'
import type { MadePayload, StreamPart } from '../../src/transmission/stream-part.ts'

export type Carried = { part: StreamPart; file: string | null }

export type TestStore = {
  guid: Guid
  replica: StoreReplica
  /** The shop program's own connection. */
  shop: DatabaseSync
  /** Payloads made, in order; a test decides which of them arrive, when, and how often. */
  up: Carried[]
  down: Carried[]
}

/** No power is cut here. */
const NO_SYNC = 'PRAGMA synchronous = OFF'

/** An office and stores on real SQLite files, with payloads handed over as files and no site between. */
export class ReplicaNetwork {
  readonly folder = mkdtempSync(join(tmpdir(), 'replicas-'))
  readonly stores: TestStore[] = []
  office!: OfficeReplica
  #files = 0
  readonly open: Database[] = []

  static async start(setup: ReplicaSetup, schemas: string[]): Promise<ReplicaNetwork> {
    const network = new ReplicaNetwork()
    const officeDatabase = openSqlite(join(network.folder, 'office.db'), { create: true })
    network.open.push(officeDatabase)
    await officeDatabase.script(NO_SYNC)
    network.office = await OfficeReplica.create(officeDatabase, setup)
    for (const [i, schema] of schemas.entries()) await network.addStore(i + 1, schema, setup)
    return network
  }

  async addStore(n: number, schema: string, setup: ReplicaSetup): Promise<TestStore> {
    const guid = Guid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
    const epoch = (kind: number) => Epoch.parse(String(kind * 1000 + n).padStart(16, '0'))
    const number = StoreNumber.parse(String(n))
    await addLink(this.office.database, { guid, number, name: `Store ${n}`, downEpoch: epoch(2), invitedAt: 0 })
    const file = join(this.folder, `store-${n}.db`)
    const shop = new DatabaseSync(file)
    shop.exec(`PRAGMA journal_mode = WAL; ${NO_SYNC}`)
    shop.exec(schema)
    const database = openSqlite(file)
    this.open.push(database)
    await database.script(NO_SYNC)
    const replica = await StoreReplica.create(database, guid, epoch(1), setup)
    const store: TestStore = { guid, replica, shop, up: [], down: [] }
    this.stores.push(store)
    return store
  }

  nextFile(): string {
    return join(this.folder, `payload-${++this.#files}`)
  }

  async exportUp(store: TestStore): Promise<MadePayload | null> {
    const file = this.nextFile()
    const made = await store.replica.export(file, 1 << 20)
    if (made) store.up.push({ part: made.part, file: made.hasFile ? file : null })
    return made
  }

  async exportDown(store: TestStore): Promise<MadePayload[]> {
    const all: MadePayload[] = []
    let file = ''
    await this.office.export(
      store.guid,
      () => (file = this.nextFile()),
      async (made) => {
        all.push(made)
        store.down.push({ part: made.part, file: made.hasFile ? file : null })
      },
    )
    return all
  }

  async deliverUp(store: TestStore, { part, file }: Carried, sender: { shift?: number; now?: number } = {}) {
    const contents = file === null ? null : readContents(file)
    return this.office.apply(store.guid, part, file, contents, {
      heldRows: 0,
      program: 'test',
      shift: 0,
      now: Date.now(),
      ...sender,
    })
  }

  async deliverDown(store: TestStore, { part, file }: Carried) {
    return store.replica.apply(part, file, file === null ? null : readContents(file))
  }

  /** One whole visit of the store, then one of the office, nothing lost on the way. Returns the rows and restarts that moved. */
  async visit(store: TestStore): Promise<number> {
    let moved = 0
    for (const payload of store.down) moved += weight(payload) + (await this.deliverDown(store, payload)).rows
    while (await this.exportUp(store));
    for (const payload of store.up) moved += weight(payload) + (await this.deliverUp(store, payload)).rows
    store.up = []
    await this.exportDown(store)
    for (const payload of store.down) moved += weight(payload) + (await this.deliverDown(store, payload)).rows
    store.down = []
    return moved
  }

  async settle(rounds = 6): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      let moved = 0
      for (const store of this.stores) moved += await this.visit(store)
      if (moved === 0) return
    }
  }

  officeRows(sql: string): Promise<Row[]> {
    return this.office.database.all(sql)
  }

  async close(): Promise<void> {
    for (const { shop } of this.stores) shop.close()
    for (const database of this.open) await database.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const weight = ({ part }: Carried): number => (part.restart ? 1 : 0)

/** All rows of a query as the shop's program sees them, integers as bigint. */
export function shopRows(store: TestStore, sql: string): Row[] {
  const statement = store.shop.prepare(sql)
  statement.setReadBigInts(true)
  return statement.all() as Row[]
}
