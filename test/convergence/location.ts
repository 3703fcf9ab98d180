import { copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Database, Row, Value } from '../../src/databases/database.ts'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { Epoch, Guid, StoreNumber } from '../../src/model/ids.ts'
import type { ReplicaSetup } from '../../src/model/replica-setup.ts'
import type { VisitResult } from '../../src/model/visit-event.ts'
import { storeKey } from '../../src/payload/keys.ts'
import { Sealer } from '../../src/payload/sealer.ts'
import type { Home } from '../../src/settings/home.ts'
import type { Site } from '../../src/site/site.ts'
import { BackupCopy } from '../../src/transmission/backup.ts'
import { Deletions } from '../../src/transmission/deletions.ts'
import { HomeDisk } from '../../src/transmission/home-disk.ts'
import { OfficeReplica } from '../../src/transmission/office-replica.ts'
import { visitAsOffice } from '../../src/transmission/office-visit.ts'
import { SiteClock } from '../../src/transmission/site-clock.ts'
import { addLink } from '../../src/transmission/store-links.ts'
import { StoreReplica } from '../../src/transmission/store-replica.ts'
import { visitAsStore } from '../../src/transmission/store-visit.ts'
import { emptyResult, type Visit } from '../../src/transmission/visit.ts'
import { CrashPoint, mortal } from './crash.ts'
import type { MemorySite } from './memory-site.ts'

const NETWORK_KEY = Buffer.alloc(32, 7)

/** What office and stores have in common: a database file, a home folder, a clock, and that they can die. */
abstract class Location {
  readonly crash = new CrashPoint()
  /** What to add to its clock to get the site's, milliseconds. */
  readonly clock: number
  protected readonly file: string
  protected readonly home: Home
  readonly #chunkBytes: number
  database!: Database

  /** `pieces`: a payload holds a row. */
  constructor(folder: string, name: string, clock: number, pieces: boolean) {
    this.clock = clock
    this.#chunkBytes = pieces ? 1 : 1 << 20
    this.file = join(folder, `${name}.db`)
    const home = join(folder, name)
    const within = (part: string) => join(home, part)
    this.home = { folder: home, outbox: within('outbox'), backups: within('b'), log: within('l'), work: within('work') }
    mkdirSync(this.home.outbox, { recursive: true })
    mkdirSync(this.home.work, { recursive: true })
  }

  /** Opens the database file as a process that starts does. */
  protected async openDatabase(create = false): Promise<void> {
    const database = openSqlite(this.file, { create })
    await database.script('PRAGMA synchronous = OFF')
    this.database = mortal(database, this.crash)
  }

  /** A visit to the site with everything real but the line. */
  protected visitOf(site: MemorySite): Visit {
    const connection = site.connect(this.clock, this.crash)
    return {
      site: connection,
      lanes: oneLane(connection),
      home: this.home,
      backup: new BackupCopy(this.home.backups),
      disk: new HomeDisk(this.home),
      deletions: new Deletions(),
      sealer: new Sealer(),
      chunkBytes: this.#chunkBytes,
      allowanceBytes: 1_000_000_000,
      clock: this.#siteClock(),
      signal: undefined,
      report: () => {},
      result: emptyResult(),
    }
  }

  /** As sure as after years of visits, long after all that is told here: the times of the story lie before and after it. */
  #siteClock(): SiteClock {
    const now = Date.now() + 30 * 86_400_000
    return new SiteClock({ offset: this.clock, at: now - 3_600_000, since: 0 }, () => now)
  }

  /** A backup of the database, whole and at rest, and of the home folder. */
  copyTo(copy: number): void {
    cpSync(this.home.folder, `${this.#copy(copy)}-home`, { recursive: true })
    const source = new DatabaseSync(this.file)
    source.exec(`VACUUM INTO '${this.#copy(copy).replaceAll("'", "''")}'`)
    source.close()
  }

  /** Puts a backup in place of the database; without `home`, the home folder stays as it is. */
  async restore(copy: number, home: boolean): Promise<void> {
    await this.database.close()
    if (home) {
      rmSync(this.home.folder, { recursive: true })
      cpSync(`${this.#copy(copy)}-home`, this.home.folder, { recursive: true })
    }
    for (const end of ['-wal', '-shm']) rmSync(this.file + end, { force: true })
    copyFileSync(this.#copy(copy), this.file)
    await this.reopen()
  }

  #copy(copy: number): string {
    return `${this.file}.copy-${copy}`
  }

  abstract reopen(): Promise<void>
  abstract visit(site: MemorySite): Promise<VisitResult>
}

export class SimulatedOffice extends Location {
  replica!: OfficeReplica

  async create(setup: ReplicaSetup): Promise<void> {
    await this.openDatabase(true)
    this.replica = await OfficeReplica.create(this.database, setup)
  }

  async reopen(): Promise<void> {
    await this.database.close()
    await this.openDatabase()
    this.replica = (await OfficeReplica.open(this.database)) as OfficeReplica
  }

  async addStore(store: SimulatedStore): Promise<void> {
    const { guid, number } = store
    const downEpoch = Epoch.parse(String(2000 + Number(number)).padStart(16, '0'))
    await addLink(this.database, { guid, number, name: `Store ${number}`, downEpoch, invitedAt: 0 })
  }

  async visit(site: MemorySite): Promise<VisitResult> {
    return visitAsOffice(this.visitOf(site), this.replica, NETWORK_KEY)
  }
}

export class SimulatedStore extends Location {
  readonly guid: Guid
  readonly number: StoreNumber
  /** The shop program's own connection. */
  shop: DatabaseSync
  /**
   * Its shop put in a row without its parent: REPLACE into a table that refers to itself lets that happen. Or it was restored, and rows
   * without their parent come back with the others.
   */
  acceptsOrphans = false
  /** The triggers that its shop made, table by table, oldest first: what the program must leave as they are. */
  triggers: string[] = []
  readonly #always: string[] = []
  replica!: StoreReplica

  constructor(folder: string, n: number, clock: number, pieces: boolean) {
    super(folder, `store-${n}`, clock, pieces)
    this.guid = Guid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
    this.number = StoreNumber.parse(String(n))
    this.shop = this.#openShop()
  }

  #openShop(): DatabaseSync {
    const shop = new DatabaseSync(this.file)
    shop.exec(['PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF', ...this.#always].join('; '))
    return shop
  }

  /** What the shop's program says to each connection that it opens. */
  always(sql: string): void {
    this.#always.push(sql)
    this.shop.exec(sql)
  }

  triggersNow(): string[] {
    const made = this.all(`SELECT tbl_name || ': ' || sql AS made FROM sqlite_schema
      WHERE type = 'trigger' AND name NOT LIKE 'central\\_office\\_%' ESCAPE '\\' ORDER BY tbl_name, rowid`)
    return made.map((row) => String(row.made))
  }

  override async restore(copy: number, home: boolean): Promise<void> {
    this.shop.close()
    this.acceptsOrphans = true
    await super.restore(copy, home)
    this.shop = this.#openShop()
    this.triggers = this.triggersNow()
  }

  async join(setup: ReplicaSetup): Promise<void> {
    await this.openDatabase()
    const epoch = Epoch.parse(String(1000 + Number(this.number)).padStart(16, '0'))
    this.replica = await StoreReplica.create(this.database, this.guid, epoch, setup)
  }

  async reopen(): Promise<void> {
    await this.database.close()
    await this.openDatabase()
    this.replica = (await StoreReplica.open(this.database)) as StoreReplica
  }

  /** `heartbeat`: hours after which it gives a sign of life though there is nothing to say. */
  async visit(site: MemorySite, heartbeat = 24): Promise<VisitResult> {
    return visitAsStore(this.visitOf(site), this.replica, storeKey(NETWORK_KEY, this.guid), heartbeat)
  }

  all(sql: string): Row[] {
    const statement = this.shop.prepare(sql)
    statement.setReadBigInts(true)
    return statement.all() as Row[]
  }

  run(sql: string, values: Value[]): void {
    this.shop.prepare(sql).run(...values)
  }
}

/** One connection for one thing after the other, so that a story happens again as it was told. */
function oneLane(connection: Site): Visit['lanes'] {
  let last: Promise<unknown> = Promise.resolve()
  return {
    limit: 1,
    run: (work) => {
      const done = last.then(() => work(connection))
      last = done.catch(() => {})
      return done
    },
  }
}
