import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row, Value } from '../../src/databases/database.ts'
import { CentralOfficeError } from '../../src/model/errors.ts'
import { Died } from './crash.ts'
import { createTable } from './create-table.ts'
import { editOf, type Place, sqlText } from './edits.ts'
import { HandOver, type Moved } from './hand-over.ts'
import { Ledger } from './ledger.ts'
import { SimulatedOffice, SimulatedStore } from './location.ts'
import { OWNER, officePicture, storePicture, tableAtOffice, tableAtStore } from './looks.ts'
import { MemorySite } from './memory-site.ts'
import { officeDiffers, storeDiffers } from './model-comparison.ts'
import { ModelWatch, Unexpected } from './model-watch.ts'
import { PayloadWatch } from './payload-watch.ts'
import { keyText, type Picture } from './pictures.ts'
import {
  isConstrained,
  isOwned,
  ownerOf,
  quote,
  rulesText,
  type Table,
  tablesOf,
  transmitted,
  withColumns,
} from './schema.ts'
import { replicaSetup } from './setup-plan.ts'
import { hasTriggers, install } from './shop-program.ts'
import type { Crash, History, Statement, Story } from './story.ts'

/** In memory, where the system has such a folder: thousands of databases are made and thrown away. */
const scratch = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'simulation-'))

/** An office, stores and a site, and the model beside them. */
export class SimulatedNetwork {
  readonly tables: Table[]
  readonly office: SimulatedOffice
  readonly stores: SimulatedStore[]
  readonly site = new MemorySite()
  /** Null: over the site. */
  readonly handOver: HandOver | null
  readonly ledger = new Ledger()
  /** Null where constraints may keep rows out, or loads stop somewhere: the model does not foresee either. */
  model: ModelWatch | null
  protected readonly history: History
  protected readonly story: Story
  readonly #folder = scratch()
  readonly #watch: PayloadWatch
  readonly #copies = new Map<number, number>()
  #values = 100
  #restored = false

  constructor(history: History, story: Story) {
    this.history = history
    this.story = story
    this.tables = tablesOf(history.tables)
    const clock = (n: number) => history.clocks[n] ?? 0
    this.office = new SimulatedOffice(this.#folder, 'office', clock(0), history.pieces)
    this.stores = Array.from(
      { length: history.stores },
      (_, i) => new SimulatedStore(this.#folder, i + 1, clock(i + 1), history.pieces),
    )
    this.handOver = history.overSite ? null : new HandOver(this.#folder, this.office, this.stores, history.pieces)
    this.model =
      history.pieces || isConstrained(this.tables)
        ? null
        : new ModelWatch(
            this.tables,
            this.stores.map(({ guid }) => guid),
          )
    this.#watch = new PayloadWatch(this.model)
  }

  async close(): Promise<void> {
    for (const store of this.stores) {
      store.shop.close()
      await store.database?.close()
    }
    await this.office.database?.close()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }

  /** The shops are filled, join, and everybody has everything; or the first piece of it. */
  async open(): Promise<void> {
    const setup = replicaSetup(this.tables)
    await this.office.create(setup)
    this.#watch.office(this.office)
    for (const store of this.stores) {
      install(store, this.tables)
      if (store === this.stores[0]) {
        for (const table of this.tables) this.story.tell(-1, toldText(table, this.tables))
        for (const made of store.triggers) this.story.tell(-1, made)
      }
      this.#fill(store)
      // REPLACE, also as a table's own conflict clause, lets a shop put in a row without its parent.
      store.acceptsOrphans ||= store.all('PRAGMA foreign_key_check').length > 0
      await this.office.addStore(store)
      await store.join(setup)
      this.#watch.store(store)
      for (const table of this.tables) {
        const rows = storePicture(store, table)
        this.model?.store(store.guid).tables.get(table.name)?.fill(rows)
        if (!this.counts()) continue
        for (const [key, row] of rows)
          this.ledger.note(table.name, `${ownerOf(table, store)} ${key}`, undefined, row, transmitted(table))
      }
    }
    const everybody = [...this.stores.keys(), -1]
    for (const where of this.history.pieces ? everybody : [...everybody, ...everybody]) await this.visit(where + 1)
  }

  #fill(store: SimulatedStore): void {
    const keys = this.history.filled.slice(0, store === this.stores[0] || this.history.pieces ? undefined : 1)
    for (const table of this.tables.filter(({ plan }) => !plan.later))
      for (const key of keys) {
        const filling: Statement = { kind: 'insert', table: 0, owner: 0, key, other: key, columns: 31, nulls: 0 }
        const edit = editOf(filling, table, this.tables, this.placeAtStore(store, table) as Place)
        try {
          for (const { text, values } of edit?.sql ?? []) store.run(text, values)
          this.story.tell(Number(store.number), `${edit?.sql.map(sqlText).join('; ')} -- before it joins`)
        } catch {
          // the key is taken, or the parent is not there: the shop goes without
        }
      }
  }

  /** One visit. Returns the rows and payloads that moved; null where the location died or the visit failed. */
  async visit(
    where: number,
    crash: Crash | null = null,
    heartbeat = 24,
  ): Promise<{ moved: number; problems: string[] } | null> {
    const location = this.#at(where)
    location.crash.plan(crash)
    try {
      const { received, sent, codes } = await this.#visitOf(where, heartbeat)
      this.story.tell(where, `visits the site${movedText(received, sent, codes)}`)
      location.crash.plan(null)
      await this.#compareWithModel(where)
      return { moved: received.payloads + sent.payloads, problems: codes }
    } catch (error) {
      location.crash.plan(null)
      if (error instanceof Died) this.story.tell(where, `visits the site and dies (${crash?.during}, ${crash?.after})`)
      else if (error instanceof CentralOfficeError) this.story.tell(where, `visits the site in vain: ${error.code}`)
      else throw error
      await location.reopen()
      this.#rewatch(where)
      await this.#compareWithModel(where)
      return null
    }
  }

  async #visitOf(where: number, heartbeat: number): Promise<Moved & { codes: string[] }> {
    const store = this.stores[where - 1]
    if (this.handOver)
      return { ...(await (store ? this.handOver.visitAsStore(store) : this.handOver.visitAsOffice())), codes: [] }
    const { received, sent, problems } = await (store
      ? store.visit(this.site, heartbeat)
      : this.office.visit(this.site))
    return { received, sent, codes: problems.map(({ code }) => code) }
  }

  /** A backup of a location's database, as it is now, is kept for later. */
  keepCopy(where: number): void {
    const copies = this.#copies.get(where) ?? 0
    this.#at(where).copyTo(copies)
    this.#copies.set(where, copies + 1)
  }

  /** A backup is put in the place of the database. From here on locations need only agree: the model cannot follow. */
  async restore(where: number, which: number, home: boolean): Promise<void> {
    const copies = this.#copies.get(where) ?? 0
    // what follows a restore is the visit's own business, which the short way leaves out
    if (copies === 0 || this.handOver) return
    const copy = copies - 1 - (which % copies)
    this.story.tell(where, `the database${home ? ' and the home folder are' : ' is'} restored from backup ${copy}`)
    await this.#at(where).restore(copy, home)
    this.#restored = true
    this.model = null
    this.ledger.close()
    this.#watch.forget()
    this.#rewatch(where)
  }

  /** Whether it can be said of values where they went. */
  protected counts(): boolean {
    return !this.history.fewValues
  }

  /** What follows is beyond the model: locations need only agree, and lose nothing. */
  protected leaveModel(): void {
    this.model = null
    this.ledger.rowsRenamed()
    this.#watch.leaveModel()
  }

  #at(where: number): SimulatedOffice | SimulatedStore {
    return this.stores[where - 1] ?? this.office
  }

  #rewatch(where: number): void {
    const store = this.stores[where - 1]
    if (store) this.#watch.store(store)
    else this.#watch.office(this.office)
  }

  /**
   * Everybody visits until nothing moves. Where a database was restored once more when a day has gone by: what the office has forgotten may
   * show only then, and what a store left on the site, and does not know of, is written over only then. Returns what is wrong, or null.
   */
  async settle(): Promise<string | null> {
    const restless = await this.#settleOnce()
    if (!this.#restored) return restless
    for (const { number } of this.stores) await this.visit(Number(number), null, 0)
    return this.#settleOnce()
  }

  async #settleOnce(rounds = 12): Promise<string | null> {
    this.handOver?.release()
    let problems: string[] = []
    for (let round = 0; round < rounds; round++) {
      let moved = 0
      const before = [...this.site.files.keys()].join()
      problems = []
      for (let where = this.stores.length; where >= 0; where--) {
        const visited = await this.visit(where)
        if (visited === null) problems.push('a visit failed')
        else problems.push(...visited.problems)
        moved += visited?.moved ?? 1
      }
      // what a visit took away as damaged, or as repeated, is looked after at the next
      const quiet = moved === 0 && before === [...this.site.files.keys()].join()
      if (quiet && problems.length === 0) return null
    }
    return problems.length > 0
      ? `after ${rounds} rounds of visits still ${problems.join(', ')}`
      : `something still moves after ${rounds} rounds of visits`
  }

  /** All tables that an edit of `edited` can change, at a store or (null) at the office: others only through references. */
  async pictures(store: SimulatedStore | null, edited: Table): Promise<Map<string, Picture>> {
    const all = new Map<string, Picture>()
    const reachesOthers = this.tables.some(({ parent }) => parent !== null) || hasTriggers(this.tables)
    const some = store && reachesOthers ? this.tables : [edited]
    for (const table of some)
      all.set(table.name, store ? storePicture(store, table) : await officePicture(this.office, table))
    return all
  }

  /** Null: the shop does not have the table yet. */
  protected placeAtStore(store: SimulatedStore, table: Table): Place | null {
    const there = tableAtStore(store, table)
    if (!there) return null
    const refers = table.parentColumns.map((name) => ({ name, declared: 'TEXT' }))
    return this.#place(
      true,
      null,
      [...there.columns, ...refers],
      store.all(`SELECT * FROM ${quote(table.name)}`),
      table,
    )
  }

  protected async placeAtOffice(table: Table, owner: SimulatedStore): Promise<Place | null> {
    const view = await tableAtOffice(this.office, table)
    if (!view) return null
    const owned = isOwned(table)
    const where = owned ? ` WHERE ${OWNER} = '${owner.guid}'` : ''
    const rows = await this.office.database.all(`SELECT * FROM ${quote(table.name)}${where}`)
    const columns = [...view.columns, ...table.parentColumns.map((name) => ({ name, declared: 'TEXT' }))]
    const there = columns.filter(({ name }) => transmitted(view).includes(name))
    return this.#place(false, owned ? { column: OWNER, value: owner.guid } : null, there, rows, table)
  }

  #place(atStore: boolean, owner: Place['owner'], columns: Place['columns'], rows: Row[], { keyNames }: Table): Place {
    const find = (key: Value[]) =>
      rows.find((row) => keyText(keyNames.map((name) => row[name] ?? null)) === keyText(key))
    return {
      atStore,
      owner,
      columns,
      read: (column, key) => find(key)?.[column],
      has: (key) => find(key) !== undefined,
      nextValue: () => ++this.#values,
      fewValues: this.history.fewValues,
    }
  }

  /** After each visit a location has, row by row, what the model has. */
  async #compareWithModel(where: number): Promise<void> {
    if (!this.model) return
    const store = this.stores[where - 1]
    const found = store
      ? storeDiffers(this.tables, store, this.model)
      : await officeDiffers(this.tables, this.office, this.model)
    if (found) throw new Unexpected(found)
  }
}

const toldText = (table: Table, tables: Table[]): string => {
  const first = withColumns(table, ({ later }) => !later)
  return `${createTable(first, tables)} -- ${rulesText(table)}${table.plan.later ? '; comes later' : ''}`
}

const movedText = (received: Moved['received'], sent: Moved['sent'], codes: string[]): string =>
  [
    ...(received.payloads > 0 ? [` takes ${received.payloads} payloads (${received.rows} rows)`] : []),
    ...(sent.payloads > 0 ? [` leaves ${sent.payloads} (${sent.rows} rows)`] : []),
    ...codes.map((code) => ` reports ${code}`),
  ].join(',')
