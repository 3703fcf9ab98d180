import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { openSqlite } from '../../src/databases/sqlite.ts'
import { Epoch } from '../../src/model/ids.ts'
import { ReplicaSetup } from '../../src/model/replica-setup.ts'
import { OfficeReplica } from '../../src/transmission/office-replica.ts'
import { StoreReplica } from '../../src/transmission/store-replica.ts'
import { ReplicaNetwork, shopRows, type TestStore } from '../transmission/replica-network.ts'

export const schema = `
  CREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);
  CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT, phone TEXT);
  CREATE TABLE prices (code TEXT PRIMARY KEY, price INTEGER);
  CREATE TABLE stock (part TEXT, shelf TEXT, quantity INTEGER, PRIMARY KEY (part, shelf)) WITHOUT ROWID;`

export const setup = ReplicaSetup.parse({
  version: 1,
  default: { sharing: 'none' },
  tables: {
    orders: { sharing: 'store' },
    customers: { sharing: 'shared' },
    prices: { sharing: 'office' },
    stock: { sharing: 'lookup' },
  },
})

/** A network of replicas whose databases can be put back to an earlier copy. */
export class RestoredNetwork {
  readonly replicas: ReplicaNetwork
  readonly #setup: ReplicaSetup
  #restarts = 0

  static async start(t: TestContext, stores = 2, made = { schema, setup }): Promise<RestoredNetwork> {
    const replicas = await ReplicaNetwork.start(made.setup, Array(stores).fill(made.schema))
    const network = new RestoredNetwork(replicas, made.setup)
    t.after(() => network.replicas.close())
    return network
  }

  private constructor(replicas: ReplicaNetwork, made: ReplicaSetup) {
    this.replicas = replicas
    this.#setup = made
  }

  store(n: number): TestStore {
    return this.replicas.stores[n - 1] as TestStore
  }

  #file(who: 'office' | TestStore): string {
    if (who === 'office') return join(this.replicas.folder, 'office.db')
    return join(this.replicas.folder, `store-${this.replicas.stores.indexOf(who) + 1}.db`)
  }

  async backup(who: 'office' | TestStore): Promise<string> {
    const copy = `${this.#file(who)}.backup-${++this.#restarts}`
    const from = new DatabaseSync(this.#file(who))
    from.exec(`VACUUM INTO '${copy}'`)
    from.close()
    return copy
  }

  /** Puts a copy in place of the database. Nobody has noticed yet. */
  async restore(who: 'office' | TestStore, copy: string): Promise<void> {
    const file = this.#file(who)
    if (who === 'office') await this.replicas.office.database.close()
    else {
      who.shop.close()
      await who.replica.database.close()
    }
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
    copyFileSync(copy, file)
    const database = openSqlite(file)
    this.replicas.open.push(database)
    if (who === 'office') this.replicas.office = (await OfficeReplica.open(database)) as OfficeReplica
    else {
      who.shop = new DatabaseSync(file)
      who.shop.exec('PRAGMA synchronous = OFF')
      who.replica = (await StoreReplica.open(database)) as StoreReplica
    }
  }

  /** The store's disk is gone: a new database, empty but for what `installed` makes. */
  async lose(store: TestStore, installed = ''): Promise<void> {
    const file = this.#file(store)
    store.shop.close()
    await store.replica.database.close()
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
    store.shop = new DatabaseSync(file)
    store.shop.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${installed}`)
    const database = openSqlite(file)
    this.replicas.open.push(database)
    const epoch = Epoch.parse((++this.#restarts).toString(16).padStart(16, 'd'))
    store.replica = await StoreReplica.recover(database, store.guid, epoch, this.#setup, Date.now())
    store.up = []
    store.down = []
  }

  /** The store notices that its database is older than what it has sent. */
  async askAsStore(store: TestStore): Promise<void> {
    await store.replica.askForRefill(Epoch.parse((++this.#restarts).toString(16).padStart(16, 'e')), Date.now())
  }

  async askAsOffice(): Promise<void> {
    await this.replicas.office.askForRefill(Date.now())
  }

  /** Like the office's stores would see them. */
  shop(n: number, sql: string): string {
    return text(shopRows(this.store(n), sql))
  }

  async office(sql: string): Promise<string> {
    return text(await this.replicas.officeRows(sql))
  }

  edit(n: number, sql: string): void {
    this.store(n).shop.exec(sql)
  }

  async editOffice(sql: string): Promise<void> {
    await this.replicas.office.database.script(sql)
  }

  /** Tables in which a store and the office differ. */
  async disagreements(): Promise<string[]> {
    const found: string[] = []
    for (const [i, store] of this.replicas.stores.entries())
      for (const [table, { sharing }] of Object.entries(setup.tables)) {
        const columns = store.shop
          .prepare('SELECT name FROM pragma_table_info(?)')
          .all(table)
          .map(({ name }) => name)
          .join(', ')
        const own = this.shop(i + 1, `SELECT ${columns} FROM ${table} ORDER BY 1, 2`)
        const of = sharing === 'store' || sharing === 'lookup' ? `WHERE store_guid = '${store.guid}'` : ''
        const collated = await this.office(`SELECT ${columns} FROM ${table} ${of} ORDER BY 1, 2`)
        if (own !== collated) found.push(`store ${i + 1}, ${table}: ${own} against ${collated}`)
      }
    for (const [i, store] of this.replicas.stores.entries()) {
      const own = this.shop(i + 1, 'SELECT store_guid, part, shelf, quantity FROM stock__all_stores ORDER BY 1, 2, 3')
      const all = await this.office(
        `SELECT store_guid, part, shelf, quantity FROM stock WHERE store_guid <> '${store.guid}' ORDER BY 1, 2, 3`,
      )
      if (own !== all) found.push(`store ${i + 1}, others' stock: ${own} against ${all}`)
    }
    return found
  }
}

const text = (rows: object[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
