import type { Value } from '../../src/databases/database.ts'
import { listConflicts } from '../../src/merge/conflicts.ts'
import { decideConflict } from '../../src/merge/decide-conflict.ts'
import { CentralOfficeError } from '../../src/model/errors.ts'
import { changeSetup } from './change-setup.ts'
import { addColumn, defaultOf } from './create-table.ts'
import { type Edit, editOf, isRefusal, sqlText } from './edits.ts'
import type { SimulatedStore } from './location.ts'
import { officePicture, storePicture, tableAtOffice, tableAtStore } from './looks.ts'
import { show } from './model/row.ts'
import { Unexpected } from './model-watch.ts'
import { SimulatedNetwork } from './network.ts'
import { keyText, type Picture } from './pictures.ts'
import { ownerOf, type Table, transmitted } from './schema.ts'
import { replicaSetup, saysAsPlanned } from './setup-plan.ts'
import { installTable, makeTriggers } from './shop-program.ts'
import { mustBePutBack, type StoreColumnTyped, typedIntoStoreColumns } from './store-columns.ts'
import type { Statement, Step } from './story.ts'

/** Time on the site's clock passes by this much between two edits. */
const MOMENT = 10
/** Times of the machine are above, those of a story below. */
const MACHINE_TIME = 1e12

type Change = { table: Table; before: Picture; after: Picture; named: ReadonlySet<string> }

/** A network in which people work, things go wrong, and locations visit the site, step by step. */
export class Simulation extends SimulatedNetwork {
  #time = 1_000_000_000

  async take(step: Step): Promise<void> {
    const { stores } = this
    switch (step.what) {
      case 'edit':
        return this.#edit(step.where % (stores.length + 1), step.statements, step.rolledBack)
      case 'visit':
        await this.visit(step.where % (stores.length + 1), step.crash)
        return
      case 'fault': {
        const befallen = this.handOver
          ? await this.handOver.befall(step.fault, step.which, step.bit)
          : this.site.befall(step.fault, step.which, step.bit)
        if (befallen) this.story.tell(-1, befallen)
        return
      }
      case 'back up':
        return this.keepCopy(step.where % (stores.length + 1))
      case 'restore':
        return this.restore(step.where % (stores.length + 1), step.which, step.home)
      case 'grow':
        return this.#grow(stores[step.where % stores.length] as SimulatedStore, step.table)
      case 'trigger':
        return this.#makeTrigger(stores[step.where % stores.length] as SimulatedStore, step)
      case 'setup':
        return this.#changeSetup(step)
      case 'decide':
        return this.#decide(step.which, step.take)
    }
  }

  async #edit(where: number, statements: Statement[], rolledBack: boolean): Promise<void> {
    const store = this.stores[where - 1] ?? null
    const run = async (text: string, values: Value[] = []) =>
      store ? store.run(text, values) : void (await this.office.database.run(numbered(text), ...values))
    this.#time += MOMENT
    const told: string[] = []
    const changes: Change[] = []
    const putBack: StoreColumnTyped[] = []
    await run('BEGIN')
    try {
      for (const statement of statements) {
        const table = this.tables[statement.table % this.tables.length] as Table
        const owner = this.stores[statement.owner % this.stores.length] as SimulatedStore
        const before = await this.pictures(store, table)
        const place = store ? this.placeAtStore(store, table) : await this.placeAtOffice(table, owner)
        const edit = place && editOf(statement, table, this.tables, place)
        if (!edit) continue
        told.push(...edit.sql.map(sqlText))
        for (const { text, values } of edit.sql) {
          const typed =
            store || statement.kind === 'rekey'
              ? []
              : await typedIntoStoreColumns(this.office, table, { text: numbered(text), values })
          await run(text, values)
          putBack.push(...typed)
          await mustBePutBack(this.office, table, typed)
        }
        const after = await this.pictures(store, table)
        for (const [name, picture] of before)
          changes.push({
            table: this.tables.find((one) => one.name === name) as Table,
            before: picture,
            after: after.get(name) as Picture,
            named: name === table.name ? namedRows(edit, picture, store ? null : ownerOf(table, owner)) : new Set(),
          })
      }
      await run(rolledBack ? 'ROLLBACK' : 'COMMIT')
    } catch (error) {
      if (!isRefusal(error)) throw error
      if (store ? store.shop.isTransaction : true) await run('ROLLBACK').catch(() => {})
      if (told.length) this.story.tell(where, `${told.join('; ')} -- refused by its own database`)
      return
    }
    if (told.length) this.story.tell(where, `${told.join('; ')}${rolledBack ? ' -- rolled back' : ''}`)
    if (!rolledBack) {
      for (const change of changes) this.#note(store, change)
      for (const typed of putBack) this.#notePutBack(typed)
    }
    if (store) store.acceptsOrphans ||= store.all('PRAGMA foreign_key_check').length > 0
    await this.#stamp(store)
  }

  /** Tells model and ledger what became of the rows; those that were named only are touched. */
  #note(store: SimulatedStore | null, { table, before, after, named }: Change): void {
    for (const key of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [before.get(key), after.get(key)]
      const changed = JSON.stringify(was) !== JSON.stringify(is)
      if (!changed && !named.has(key)) continue
      if (store) this.model?.editAtStore(store.guid, table.name, key, is ?? null, this.#time)
      else this.model?.editAtOffice(table.name, key, is ?? null, this.#time)
      if (this.counts()) {
        const row = store ? `${ownerOf(table, store)} ${key}` : key
        this.ledger.note(table.name, row, was, is, transmitted(table))
      }
    }
  }

  /** What somebody at the office typed into a column of the store stands in a record, or is lost. */
  #notePutBack({ table, row, column, base, typed }: StoreColumnTyped): void {
    const [owner = '', ...key] = row.split(' ')
    this.model?.office.noteStoreColumn({
      table: table.name,
      store: owner === '' ? '?' : owner,
      key: key.join(' '),
      column,
      base,
      office: typed,
    })
    if (this.counts()) this.ledger.note(table.name, row, {}, { [column]: typed }, [column])
  }

  /** A later version of the shop's program: one of the tables and columns that come later, if any is missing yet. */
  #grow(store: SimulatedStore, which: number): void {
    const table = this.tables[which % this.tables.length] as Table
    const where = Number(store.number)
    const there = tableAtStore(store, table)
    if (!there) {
      this.story.tell(where, installTable(store, table, this.tables))
      const look = () => ({ table: tableAtStore(store, table) as Table, rows: storePicture(store, table) })
      this.model?.tableAdded(store.guid, table, look)
      return
    }
    const column = table.columns.find(({ name }) => !there.columns.some((one) => one.name === name))
    if (!column) return
    const text = addColumn(table, column)
    try {
      store.shop.exec(text)
    } catch (error) {
      // a default that the column's own CHECK refuses
      if (!(error instanceof Error && error.message.includes('constraint'))) throw error
      this.story.tell(where, `${text} -- refused by its own database`)
      return
    }
    this.story.tell(where, text)
    this.model?.columnAdded(store.guid, table.name, column, defaultOf(column))
  }

  #makeTrigger(store: SimulatedStore, step: Extract<Step, { what: 'trigger' }>): void {
    const table = this.tables[step.table % this.tables.length] as Table
    const text = makeTriggers(store, table, this.tables, step.which)
    if (text !== '') this.story.tell(Number(store.number), text)
  }

  async #changeSetup(step: Extract<Step, { what: 'setup' }>): Promise<void> {
    const table = this.tables[step.table % this.tables.length] as Table
    const before = structuredClone({ plan: table.plan, columns: table.columns })
    const { told, kept, leftOut } = changeSetup(table, step)
    if (told === null || (!kept && !this.history.livesEnd)) {
      Object.assign(table, before)
      return
    }
    try {
      await this.office.replica.saveSetup(replicaSetup(this.tables), 0)
    } catch (error) {
      if (!(error instanceof CentralOfficeError)) throw error
      Object.assign(table, before)
      this.story.tell(0, `cannot change the replica setup (${told} of ${table.name}): ${error.code}`)
      return
    }
    this.story.tell(0, `changes the replica setup: ${told} of ${table.name}`)
    if (!kept) this.leaveModel()
    for (const { name } of table.columns) if (name === leftOut || !this.counts()) this.ledger.forget(table.name, name)
    this.model?.carry(table)
  }

  /**
   * An office whose database was restored may have forgotten what was changed in its replica setup. Its owner, who is told where stores
   * know a later version, enters it again. False where there is nothing to enter.
   */
  async enterSetupAgain(): Promise<boolean> {
    if (saysAsPlanned(await this.office.replica.setup(), this.tables)) return false
    await this.office.replica.saveSetup(replicaSetup(this.tables), 0)
    this.story.tell(0, 'enters again what its database had forgotten of the replica setup')
    return true
  }

  /** Edits get the times of the story, by the clock of their location. */
  async #stamp(store: SimulatedStore | null): Promise<void> {
    const time = this.#time - (store ?? this.office).clock
    const ids = 'SELECT id FROM central_office_tables'
    const machine = `":at" > ${MACHINE_TIME}`
    if (store)
      for (const { id } of store.all(ids))
        store.shop.exec(`UPDATE central_office_pending_${id} SET ":at" = ${time} WHERE ${machine}`)
    else
      for (const { id } of await this.office.database.all(ids))
        await this.office.database.run(`UPDATE central_office_log_${id} SET ":at" = ${time} WHERE ${machine}`)
  }

  async #decide(which: number, take: 'office' | 'store' | 'third'): Promise<void> {
    const { database, replica } = this.office
    const open = await listConflicts(database, 'open')
    const conflict = open[which % Math.max(1, open.length)]
    if (!conflict) return
    const { column, rowKey, storeGuid, table } = conflict
    const side = take === 'third' ? ('office' as const) : take
    const decision = take === 'third' && column !== null ? { value: null } : { take: side }
    this.#time += MOMENT
    const decided = this.tables.find(({ name }) => name === table) as Table
    if (!(await tableAtOffice(this.office, decided))) return
    const was = await officePicture(this.office, decided)
    try {
      await database.transaction(async () => {
        await decideConflict(database, await replica.tables(), conflict.id, decision, 0)
      })
    } catch (error) {
      if (!(error instanceof CentralOfficeError)) throw error
      this.story.tell(0, `cannot decide conflict ${conflict.id}: ${error.code}`)
      return
    }
    this.story.tell(0, `decides conflict ${conflict.id} (${column ?? 'row'} of ${rowKey} of ${table}): ${take}`)
    const is = await officePicture(this.office, decided)
    const edited = column !== null && !('take' in decision && decision.take === 'office')
    const owner = this.stores.find(({ guid }) => guid === storeGuid) as SimulatedStore
    const row = `${ownerOf(decided, owner)} ${await this.#keyOf(decided, rowKey)}`
    const chosen = show('take' in decision ? conflict.storeValue : null)
    if (edited && is.get(row)?.[column] !== chosen)
      throw new Unexpected(
        `${column} of row ${row} of ${table} was decided to be ${chosen} and is ${is.get(row)?.[column]}`,
      )
    const named = new Set(edited ? [row] : [])
    this.#note(null, { table: decided, before: was, after: is, named })
    await this.#stamp(null)
  }

  /** The key of a conflict record as pictures show it. */
  async #keyOf(table: Table, rowKey: string): Promise<string> {
    const names = table.keyNames.map((_, i) => `column${i + 1}`)
    const row = await this.office.database.get(`SELECT ${names.join(', ')} FROM (VALUES (${rowKey}))`)
    return keyText(names.map((name) => row?.[name] ?? null))
  }
}

/** Rows that an edit names, where they are: touched, even if they come out as they were. */
function namedRows({ named }: Edit, picture: Picture, owner: string | null): Set<string> {
  if (named === 'all')
    return new Set([...picture.keys()].filter((key) => owner === null || owner === '' || key.startsWith(`${owner} `)))
  return new Set(named.map((key) => (owner === null ? keyText(key) : `${owner} ${keyText(key)}`)))
}

/** The engine's own calls number their parameters. */
function numbered(text: string): string {
  let n = 0
  return text.replaceAll('?', () => `$${++n}`)
}
