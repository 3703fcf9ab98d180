import {
  countRows,
  type DownPayload,
  type DownRow,
  isOwned,
  type ModelTable,
  type Rule,
  type UpPayload,
  type UpRow,
} from './payloads.ts'
import { at, copyRow, type ModelRow, NULL, type Shown } from './row.ts'

/**
 * Last change of a row. `origin` null: every store must get it. `at`: when, on the site's clock; 0: not known. `untold`: the office
 * may have typed what the row holds in a column that a store does not have.
 */
type Entry = { tick: number; origin: string | null; at: number; gone: ModelRow | null; untold: boolean }

export type ModelConflict = {
  table: string
  store: string
  key: string
  /** Null: the whole row. */
  column: string | null
  kind: string
  base: Shown
  office: Shown
  told: Shown
  rule: Rule
  outcome: 'office' | 'store' | 'open'
}

class OfficeTableModel {
  table: ModelTable
  columns: string[]
  readonly rows = new Map<string, ModelRow>()
  readonly log = new Map<string, Entry>()
  /** The store whose initial load fills a table that the office maintains. */
  filledBy: string | null = null

  constructor(table: ModelTable, columns: string[]) {
    this.table = table
    this.columns = columns
  }

  ruleOf(column: string): Rule {
    return this.refuses(column) ? 'office' : (this.table.columnRules[column] ?? this.table.rule)
  }

  /** What a store changes in it never stands. */
  refuses(column: string): boolean {
    return this.table.setBy[column] === 'office'
  }

  /** Nobody but the row's own store can have changed it. */
  isStoresAlone(column: string): boolean {
    return this.table.setBy[column] === 'store' && isOwned(this.table)
  }
}

type Link = { applied: number; sentTick: number; before: Map<number, number>; columns: Map<string, string[]> }

/** The office, the only judge. Rows are keyed by their owner, a space and their key; the owner is '' where all share them. */
export class OfficeModel {
  readonly tables: Map<string, OfficeTableModel>
  readonly conflicts: ModelConflict[] = []
  readonly #links: Map<string, Link>
  #tick = 0

  constructor(tables: { table: ModelTable; columns: string[] }[], stores: string[]) {
    this.tables = new Map(tables.map(({ table, columns }) => [table.name, new OfficeTableModel(table, columns)]))
    this.#links = new Map(
      stores.map((guid) => [
        guid,
        { applied: 0, sentTick: 0, before: new Map(), columns: new Map<string, string[]>() },
      ]),
    )
  }

  edit(name: string, rowKey: string, is: ModelRow | null, time: number): void {
    const table = this.#table(name)
    const was = copyRow(table.rows.get(rowKey))
    if (is) table.rows.set(rowKey, { ...is })
    else table.rows.delete(rowKey)
    const untold = is !== null || table.log.get(rowKey)?.untold === true
    table.log.set(rowKey, { tick: this.#tick + 1, origin: null, at: time, gone: is ? null : was, untold })
  }

  /** The replica setup says something else of a table. */
  carry(table: ModelTable): void {
    this.#table(table.name).table = table
  }

  /** What a table of the plan, that no store may have shown yet, is to be. */
  expect(table: ModelTable): void {
    if (!this.tables.has(table.name)) this.tables.set(table.name, new OfficeTableModel(table, []))
  }

  /** Somebody at the office typed into a column that the store alone sets: put back, and noted. */
  noteStoreColumn(conflict: Pick<ModelConflict, 'table' | 'store' | 'key' | 'column' | 'base' | 'office'>): void {
    this.conflicts.push({ ...conflict, kind: 'store column', told: conflict.base, rule: 'store', outcome: 'store' })
  }

  /** A store announces its tables and columns: what others sent of those it did not have is owed to it from now on. */
  #announce(store: string, columns: Map<string, string[]>): void {
    const link = this.#link(store)
    const { columns: before, sentTick } = link
    link.columns = columns
    for (const [name, has] of columns) {
      const table = this.#table(name)
      table.columns = [...new Set([...table.columns, ...has])]
      const known = before.get(name)
      const grown = has.filter((column) => !known?.includes(column))
      if (sentTick === 0 || (known && grown.length === 0)) continue
      const holds = (key: string) => {
        const row = table.rows.get(key)
        return known === undefined || (row !== undefined && grown.some((column) => at(row, column) !== NULL))
      }
      // of its own rows, where nobody else reads them, only those come back that have a value it could not be told
      const own = table.table.sharing === 'store'
      if (known)
        for (const [key, entry] of table.log)
          if (entry.origin === store && holds(key))
            Object.assign(entry, { origin: null, tick: this.#tick, ...(own ? { at: 0 } : {}) })
      const listed = [...table.log].filter(([key, { origin }]) => !own || (origin === null && key.startsWith(store)))
      const first = Math.min(...listed.filter(([key]) => holds(key)).map(([, { tick }]) => tick))
      if (first !== Number.POSITIVE_INFINITY) link.sentTick = Math.min(link.sentTick, Math.max(first - 1, 0))
    }
  }

  apply(store: string, payload: UpPayload): void {
    const link = this.#link(store)
    link.applied = payload.number
    this.#announce(store, payload.columns)
    if (countRows(payload.rows) > 0) this.#tick++
    for (const [name, rows] of payload.rows) {
      const table = this.#table(name)
      if (payload.load && table.table.sharing === 'office' && rows.length > 0)
        if (table.filledBy === null && table.rows.size === 0) table.filledBy = store
      for (const row of rows) this.#judge(table, store, payload, row)
    }
  }

  #judge(table: OfficeTableModel, store: string, payload: UpPayload, op: UpRow): void {
    const key = `${isOwned(table.table) ? store : ''} ${op.key}`
    const before = table.log.get(key)
    const owed = before !== undefined && before.tick > payload.seenTick && before.origin !== store
    // What the store has got columns for since is still to come to it, though it has seen that the row was changed.
    const due = owed || (before !== undefined && before.tick > this.#link(store).sentTick && before.origin !== store)
    const owe = () =>
      table.log.set(key, { at: 0, gone: null, untold: false, ...before, tick: this.#tick, origin: null })
    const note = (time: number, forAll: boolean, gone: ModelRow | null = null) => {
      const has = payload.columns.get(table.table.name)
      const row = table.rows.get(key) ?? {}
      const holds = table.columns.some((column) => !has?.includes(column) && at(row, column) !== NULL)
      const untold = before?.untold === true && holds
      table.log.set(key, { tick: this.#tick, origin: forAll || due ? null : store, at: time, gone, untold })
    }
    if (op.kind === 'refresh') return void owe()

    const neverTakes =
      table.table.sharing === 'office' && !(op.kind === 'insert' && payload.load && table.filledBy === store)
    const storeWins = (rule: Rule) =>
      !neverTakes && (rule === 'store' || (rule === 'newest' && op.at > (before?.at ?? 0)))
    const columnWins = (column: string) =>
      !neverTakes && !table.refuses(column) && (table.isStoresAlone(column) || storeWins(table.ruleOf(column)))
    const record = (column: string | null, kind: string, values: Shown[], wins: boolean) => {
      const rule = column === null ? table.table.rule : table.ruleOf(column)
      this.conflicts.push({
        table: table.table.name,
        store,
        key: op.key,
        column,
        kind: neverTakes ? 'office table' : kind,
        base: values[0] ?? NULL,
        office: values[1] ?? NULL,
        told: values[2] ?? NULL,
        rule,
        outcome: wins ? 'store' : rule === 'ask' && !neverTakes ? 'open' : 'office',
      })
    }
    const current = table.rows.get(key)
    const later = Math.max(op.at, before?.at ?? 0)

    if (op.kind === 'delete') {
      if (!current) return
      // of a row that was changed since, the store has not seen what stands in columns that it does not have
      const told = Object.keys(op.before)
      const untold = owed ? table.columns.filter((column) => !told.includes(column)) : []
      const differing = [...told, ...untold].filter((column) => at(current, column) !== at(op.before, column))
      const wins = storeWins(table.table.rule)
      if (neverTakes || (differing.length > 0 && !wins)) {
        record(null, 'deleted at store', [], false)
        return void owe()
      }
      // nor what the office typed there before, or another store that has the column
      const unseen = table.columns.filter(
        (column) =>
          !told.includes(column) &&
          !differing.includes(column) &&
          at(current, column) !== NULL &&
          (before?.untold || this.#hasElsewhere(store, table.table, column)),
      )
      for (const column of [...differing, ...unseen])
        record(column, 'deleted at store', [at(op.before, column), at(current, column)], true)
      table.rows.delete(key)
      return void note(op.at, false, current)
    }
    if (!current && op.kind === 'insert' && !neverTakes) {
      table.rows.set(key, { ...op.now })
      return void note(later, false)
    }
    if (!current) {
      const image = before?.gone
      if (op.kind === 'update' && image && storeWins(table.table.rule)) {
        record(null, 'deleted at office', [], true)
        table.rows.set(key, { ...image, ...op.now })
        return void note(later, true)
      }
      for (const [column, now] of Object.entries(op.now))
        record(column, 'deleted at office', [op.kind === 'update' ? at(op.before, column) : NULL, NULL, now], false)
      if (Object.keys(op.now).length === 0) record(null, 'insert', [], false)
      return void owe()
    }
    let changed = false
    let contested = false
    for (const [column, now] of Object.entries(op.now)) {
      const has = at(current, column)
      if (has === now) continue
      const base = op.kind === 'update' ? at(op.before, column) : NULL
      // a column that only the office sets is filled by whoever has it first
      const free = (!neverTakes && !table.refuses(column)) || (op.at === 0 && base === NULL)
      const seen = op.kind === 'update' && has === base && free
      const wins = seen || columnWins(column)
      if (!seen) record(column, op.kind, [base, has, now], wins)
      if (wins) {
        current[column] = now
        changed = true
      } else contested = true
    }
    if (changed || contested) note(changed ? later : (before?.at ?? 0), contested)
  }

  #hasElsewhere(store: string, table: ModelTable, column: string): boolean {
    const has = ([guid, { columns }]: [string, Link]) => guid !== store && columns.get(table.name)?.includes(column)
    return !isOwned(table) && [...this.#links].some(has)
  }

  /** What is due to a store: what changed since it was last told, and is not its own. */
  due(store: string): { own: Map<string, DownRow[]>; elsewhere: Map<string, DownRow[]> } {
    const { sentTick, columns } = this.#link(store)
    const own = new Map<string, DownRow[]>()
    const elsewhere = new Map<string, DownRow[]>()
    for (const [name, table] of this.tables) {
      const known = columns.get(name)
      if (!known) continue
      for (const [rowKey, { tick, origin }] of table.log) {
        if (tick <= sentTick || origin === store) continue
        const [owner = '', ...key] = rowKey.split(' ')
        const row = table.rows.get(rowKey)
        const told = row ? Object.fromEntries(known.map((column) => [column, at(row, column)])) : null
        const mine = owner === '' || owner === store
        if (!mine && table.table.sharing !== 'lookup') continue
        const list = mine ? own : elsewhere
        list.set(name, [...(list.get(name) ?? []), { key: key.join(' '), owner, row: told }])
      }
    }
    return { own, elsewhere }
  }

  export(store: string, number: number): DownPayload {
    const link = this.#link(store)
    this.#tick++
    const due = this.due(store)
    link.before.set(number, link.sentTick)
    link.sentTick = this.#tick
    return { number, tick: this.#tick, acknowledged: link.applied, ...due }
  }

  takeBack(store: string, number: number): void {
    const link = this.#link(store)
    // It may be owed from an earlier tick by now, having got columns since.
    link.sentTick = Math.min(link.sentTick, link.before.get(number) ?? 0)
  }

  #table(name: string): OfficeTableModel {
    const table = this.tables.get(name)
    if (!table) throw new Error(`the model has no table ${name}`)
    return table
  }

  #link(store: string): Link {
    const link = this.#links.get(store)
    if (!link) throw new Error(`the model has no store ${store}`)
    return link
  }
}
