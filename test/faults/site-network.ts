import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { type FtpSite, startFtpSite } from '../../src/demo/ftp-site/ftp-site.ts'
import type { FtpSiteOptions } from '../../src/demo/ftp-site/site-options.ts'
import { Office } from '../../src/location/office.ts'
import { keepSiteClock, readSiteClock } from '../../src/location/site-clock-file.ts'
import { Store } from '../../src/location/store.ts'
import type { Guid } from '../../src/model/ids.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { SiteSettings } from '../../src/model/site-settings.ts'
import type { VisitEvent, VisitResult } from '../../src/model/visit-event.ts'
import { Sealer } from '../../src/payload/sealer.ts'
import { Secret } from '../../src/settings/secret.ts'
import { requireSecret } from '../../src/settings/secrets.ts'
import { connectToSite } from '../../src/site/ftp-site.ts'
import type { Deadlines } from '../../src/site/options.ts'
import { openParallel } from '../../src/site/parallel.ts'
import { BackupCopy } from '../../src/transmission/backup.ts'
import { Deletions } from '../../src/transmission/deletions.ts'
import { HomeDisk } from '../../src/transmission/home-disk.ts'
import { visitAsOffice } from '../../src/transmission/office-visit.ts'
import { SiteClock } from '../../src/transmission/site-clock.ts'
import { visitAsStore } from '../../src/transmission/store-visit.ts'
import { emptyResult, type Visit } from '../../src/transmission/visit.ts'
import { invitedStore } from '../location/invited-store.ts'

/** One table of each kind of sharing. */
export const schema = `
  CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT, phone TEXT);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
  CREATE TABLE prices (code TEXT PRIMARY KEY, price INTEGER);
  CREATE TABLE control (id TEXT PRIMARY KEY, value);`

const setup = ReplicaSetup.parse({
  version: 1,
  default: { sharing: 'none' },
  tables: { customers: { sharing: 'shared' }, orders: { sharing: 'store' }, prices: { sharing: 'office' } },
})

export type Shop = { guid: Guid; home: string; file: string; store: Store; database: DatabaseSync }

/** Enough for a busy machine; pauses between attempts that nobody waits for. */
export const patient: Partial<Deadlines> = { connect: 5000, command: 5000, dataIdle: 5000, pause: 1 }

/** Paths of a database and a home folder. */
export type Backup = { database: string; home: string }

type Made = {
  site?: FtpSiteOptions
  replicaSetup?: ReplicaSetup
  fill?: (database: DatabaseSync, index: number) => void
}

/** An office and stores, each with its home folder, around an embedded FTP site. Everything is gone with the test. */
export class SiteNetwork {
  readonly folder = mkdtempSync(join(tmpdir(), 'network-'))
  readonly shops: Shop[] = []
  site!: FtpSite
  office!: Office
  /** How long the next visits wait for what. */
  deadlines: Partial<Deadlines> = patient
  /** Connections of the office to the site at a time; undefined: as many as it uses anywhere. */
  connections: number | undefined
  /** How large a piece of a load gets, bytes; undefined: as the settings say. 1: a payload for each row. */
  chunkBytes: number | undefined
  /** What the last visit told. */
  events: VisitEvent[] = []
  #host = ''
  #backups = 0

  static async start(t: Pick<TestContext, 'after'>, stores: number, made: Made = {}): Promise<SiteNetwork> {
    const network = new SiteNetwork()
    t.after(() => network.#close())
    network.site = await startFtpSite({ root: join(network.folder, 'site'), ...made.site })
    const home = join(network.folder, 'office')
    await Office.init(home, { name: 'Office', setup: made.replicaSetup ?? setup })
    network.office = await Office.open(home)
    await network.#quicken(network.office.replica.database)
    await network.useSite(network.site.host, network.site.port)
    for (let index = 0; index < stores; index++) await network.addShop(made.fill)
    return network
  }

  /** How the locations reach the site. */
  async useSite(host: string, port: number, site = this.site): Promise<void> {
    this.#host = host
    const settings = SiteSettings.parse({
      host,
      port,
      homeDir: 'network',
      username: site.username,
      tls: site.fingerprint === undefined ? 'off' : 'explicit',
      pinnedCertificate: site.fingerprint ?? '',
    })
    const { open } = this.office
    await open.save({ ...open.settings, site: settings }, { ...open.secrets, password: new Secret(site.password) })
    for (const { store } of this.shops) await store.open.save({ ...store.open.settings, site: settings })
  }

  /** Invites one more store, which joins. Without `fill` its tables are those of `schema`, and empty. */
  async addShop(fill?: Made['fill']): Promise<Shop> {
    const index = this.shops.length
    const file = join(this.folder, `shop-${index}.db`)
    const database = new DatabaseSync(file)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 10000')
    if (fill) fill(database, index)
    else database.exec(schema)
    const number = String(index + 1)
    const home = join(this.folder, `store-${index}`)
    const invited = await invitedStore(this.office, { number, name: `Shop ${number}` })
    await Store.join(home, invited, { database: file, homeExists: false })
    const store = await Store.open(home)
    await this.#quicken(store.database)
    const shop = { guid: invited.store.guid, home, file, store, database }
    this.shops.push(shop)
    return shop
  }

  /** No fsync: these tests are about the site; those about power cuts work on processes of their own. */
  async #quicken(database: { script: (sql: string) => Promise<void> }): Promise<void> {
    await database.script('PRAGMA synchronous = OFF')
  }

  get shop(): Shop {
    const [first] = this.shops
    if (!first) throw new Error('a network without a shop')
    return first
  }

  /** Where the network's files lie. */
  get folderOnSite(): string {
    return join(this.site.root, 'network')
  }

  /** Files on the site, relative to Home Dir, sorted. */
  files(): string[] {
    return readdirSync(this.folderOnSite, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folderOnSite.length + 1))
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
  }

  payloads(): string[] {
    return this.files().filter((file) => /\.(dat|manifest)$/.test(file))
  }

  read(file: string): Buffer {
    return readFileSync(join(this.folderOnSite, file))
  }

  async visitStore({ store }: Shop = this.shop, given: { takeOver?: boolean } = {}): Promise<VisitResult> {
    const key = requireSecret(store.open.secrets, 'storeKey').reveal()
    const replica = store.member()
    return this.#visit(store.open, (visit) => visitAsStore({ ...visit, ...given }, replica, key, 24))
  }

  async visitOffice(given: { takeOver?: boolean } = {}): Promise<VisitResult> {
    const { open, replica } = this.office
    const key = requireSecret(open.secrets, 'networkKey').reveal()
    return this.#visit(open, (visit) => visitAsOffice({ ...visit, ...given }, replica, key))
  }

  /** As a location transmits, but with short pauses between the attempts. */
  async #visit(open: Office['open'], work: (visit: Visit) => Promise<VisitResult>) {
    const { home, settings, secrets } = open
    if (settings.site === null) throw new Error('no site')
    const reached = { ...settings.site, host: this.#host }
    const password = requireSecret(secrets, 'password').reveal()
    const site = await connectToSite(reached, password, { deadlines: this.deadlines })
    const most = settings.role === 'office' ? this.connections : 1
    const lanes = openParallel(site, reached, password, { deadlines: this.deadlines, most })
    const backup = new BackupCopy(home.backups)
    const sealer = new Sealer()
    const result = emptyResult()
    const clock = new SiteClock(await readSiteClock(home, settings.site))
    const { chunkBytes = settings.chunkBytes } = this
    const { allowanceBytes } = settings
    this.events = []
    const report = (event: VisitEvent) => {
      this.events.push(event)
    }
    const about = {
      ...{ site, lanes, home, backup, sealer, chunkBytes, allowanceBytes, clock, report, result },
      ...{ disk: new HomeDisk(home), deletions: new Deletions(), signal: undefined },
    }
    try {
      return await work(about)
    } finally {
      await sealer.close()
      await lanes.close()
      await backup.write(new Date())
      await site.close()
      await keepSiteClock(home, settings.site, clock.known)
    }
  }

  /** Copies of a location's database and home folder, as a backup program makes them. */
  async backUp(who: 'office' | Shop): Promise<Backup> {
    const folder = join(this.folder, `backup-${++this.#backups}`)
    const { database, home } = this.#filesOf(who)
    mkdirSync(folder)
    const from = new DatabaseSync(database)
    from.exec(`VACUUM INTO '${join(folder, 'database')}'`)
    from.close()
    cpSync(home, join(folder, 'home'), { recursive: true, filter: (name) => !/lock\.db|office\.db/.test(name) })
    return { database: join(folder, 'database'), home: join(folder, 'home') }
  }

  /** Puts back the database, the home folder, or both. */
  async restore(who: 'office' | Shop, backup: Partial<Backup>): Promise<void> {
    const { database, home } = this.#filesOf(who)
    if (who === 'office') await this.office.close()
    else {
      who.database.close()
      await who.store.close()
    }
    if (backup.home) {
      for (const name of readdirSync(home))
        if (!/^(lock|office)\.db/.test(name)) rmSync(join(home, name), { recursive: true })
      cpSync(backup.home, home, { recursive: true })
    }
    if (backup.database) {
      for (const end of ['-wal', '-shm']) rmSync(database + end, { force: true })
      copyFileSync(backup.database, database)
    }
    if (who === 'office') {
      this.office = await Office.open(home)
      await this.#quicken(this.office.replica.database)
      return
    }
    who.database = new DatabaseSync(database)
    who.database.exec('PRAGMA synchronous = OFF; PRAGMA busy_timeout = 10000')
    who.store = await Store.open(home)
    await this.#quicken(who.store.database)
  }

  #filesOf(who: 'office' | Shop): Backup {
    return who === 'office'
      ? { database: this.office.open.settings.database, home: this.office.open.home.folder }
      : { database: who.file, home: who.home }
  }

  /** Everybody visits until nothing moves. Returns the problems that were reported on the way. */
  async settle(): Promise<string[]> {
    const problems: string[] = []
    for (let round = 0; round < 6; round++) {
      let moved = 0
      for (const visit of [...this.shops.map((shop) => () => this.visitStore(shop)), () => this.visitOffice()]) {
        const result = await visit()
        moved += result.received.payloads + result.sent.payloads
        problems.push(...result.problems.map(({ code }) => code))
      }
      if (moved === 0) break
    }
    return problems
  }

  /** What differs between the office and the shops, table by table; empty = they agree. */
  disagreements(): string[] {
    const office = new DatabaseSync(this.office.open.settings.database, { readOnly: true })
    try {
      return this.shops.flatMap(({ database, guid }, index) =>
        Object.keys(setup.tables).flatMap((table) => {
          const where = table === 'orders' ? `WHERE store_guid = '${guid}'` : ''
          const columns = database
            .prepare('SELECT name FROM pragma_table_info(?)')
            .all(table)
            .map(({ name }) => name)
          const read = (from: DatabaseSync, of: string) =>
            JSON.stringify(from.prepare(`SELECT ${columns.join(', ')} FROM ${table} ${of} ORDER BY 1`).all())
          const [own, collated] = [read(database, ''), read(office, where)]
          return own === collated ? [] : [`shop ${index}, ${table}: ${own} against ${collated}`]
        }),
      )
    } finally {
      office.close()
    }
  }

  async conflicts(): Promise<number> {
    return (await this.office.conflicts('all')).length
  }

  async #close(): Promise<void> {
    for (const { store, database } of this.shops) {
      database.close()
      await store.close()
    }
    await this.office?.close()
    await this.site?.close()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
