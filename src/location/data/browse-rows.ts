import { setImmediate as pause } from 'node:timers/promises'
import { SqlText } from '../../capture/sql-text.ts'
import type { Database, Value } from '../../databases/database.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { type BrowsedTable, browsedTable, type Place } from './browsed-table.ts'
import { Bound, conditionsOf, type Wanted } from './row-filter.ts'
import { nameOf, valuesOf } from './row-name.ts'
import { type Order, orderBy, orderOf, type Stretch, stretchesAfter, termsOf } from './row-order.ts'
import { type ReadRow, rowReader } from './row-values.ts'
import { storesInOrder } from './stores-in-order.ts'

/** `after`: what the page before gave as `next`. */
export type Asked = { table: string; wanted: Wanted; sort: string; after: string | null; limit: number }

export type Page = { table: BrowsedTable; rows: ReadRow[]; next: string | null; total: number | null }

export type Browsing = {
  /** The table, where it is known already. */
  table?: BrowsedTable
  signal?: AbortSignal
  /** False: gives `null` where no index has the order and every row has to be looked at and sorted. */
  maySort?: boolean
  /** Long texts and bytes come whole. */
  whole?: boolean
}

/** Rows that are looked at in one go before others get their turn: some milliseconds. */
const SLICE = 20_000
/** So few rows are sorted in no time. */
const FEW = 5_000
/** Rows that are counted; of more it is not told how many they are. */
const COUNTED = 200_000
/** After so many milliseconds a page that has rows is given out, though it is not full. */
const ENOUGH = 400

/**
 * One page of a table. Where an index has the order, a page is found at once wherever it lies. A filter that no index serves is
 * tried on row after row, some thousands at a time; rows in between are nobody's to wait for. Errors: TABLE_UNKNOWN, USAGE, CANCELLED.
 */
export async function browseRows(place: Place, asked: Asked, browsing: Browsing = {}): Promise<Page | null> {
  const table = browsing.table ?? (await browsedTable(place, asked.table))
  const { store } = asked.wanted
  const wanted = orderOf(table, asked.sort, store !== null && table.guidColumn !== null)
  const order = await storeByStore(place, table, wanted, asked.after)
  const found = await new RowSearch(place.database, table, order, asked, browsing).positions()
  if (found === null) return null
  const { column, place: names } = order
  // Of one store's rows the place alone does not tell whose it is.
  const ofStore = table.guidColumn !== null && store !== null ? [table.guidColumn] : []
  const read = rowReader(place.database, table, [...ofStore, ...names], { whole: browsing.whole ?? false })
  const rows: ReadRow[] = []
  for (const position of found.positions) {
    const at = column === null ? position : position.slice(1)
    const row = await read(ofStore.length > 0 ? [store, ...at] : at)
    // Gone since: another program works with the same database.
    if (row) rows.push(row)
  }
  return { table, rows, next: found.next === null ? null : nameOf(found.next), total: found.total }
}

/** By the key the stores follow each other as their numbers do, not as their GUIDs. */
async function storeByStore(place: Place, table: BrowsedTable, order: Order, after: string | null): Promise<Order> {
  if (order.column !== null || table.guidColumn === null || order.place[0] !== table.guidColumn) return order
  const [last = null] = after === null ? [] : valuesOf(after, order.place.length)
  return { ...order, stores: await storesInOrder(place, table, last) }
}

type Found = { positions: Value[][]; next: Value[] | null; total: number | null }

class RowSearch {
  readonly #database: Database
  readonly #sql: SqlText
  readonly #table: BrowsedTable
  readonly #order: Order
  readonly #asked: Asked
  readonly #browsing: Browsing
  readonly #filtered: boolean

  constructor(database: Database, table: BrowsedTable, order: Order, asked: Asked, browsing: Browsing) {
    this.#database = database
    this.#sql = new SqlText(database.dialect)
    this.#table = table
    this.#order = order
    this.#asked = asked
    this.#browsing = browsing
    this.#filtered = asked.wanted.filters.length > 0 || asked.wanted.search.trim() !== ''
  }

  async positions(): Promise<Found | null> {
    const { after: name, limit } = this.#asked
    const after = name === null ? null : valuesOf(name, termsOf(this.#order).length)
    const few = await this.#countFew()
    const inOrder = few !== null || (await this.#isInOrder())
    if (!inOrder && this.#browsing.maySort === false) return null
    const { positions, stopped } =
      this.#filtered && few === null && inOrder
        ? await this.#sift(after, limit + 1)
        : { positions: await this.#find(stretchesAfter(this.#order, after), limit + 1), stopped: null }
    const more = positions.length > limit
    const shown = positions.slice(0, limit)
    const next = more ? (shown.at(-1) ?? null) : stopped
    const all = after === null && next === null ? shown.length : null
    return { positions: shown, next, total: all ?? few ?? (this.#filtered ? null : await this.#count()) }
  }

  /** How many rows fit, where an index or the size of the table says that they are few; else null. */
  async #countFew(): Promise<number | null> {
    const bound = new Bound()
    if (this.#filtered) {
      const filters = conditionsOf(this.#sql, this.#table, this.#asked.wanted, bound)
      const [step] = await this.#plan(`SELECT 1 FROM ${this.#from()} WHERE ${filters.join(' AND ')}`, bound)
      if (!step?.startsWith('SEARCH') && !(await this.#isSmall())) return null
    }
    const n = await this.#countUpTo(FEW + 1)
    return n > FEW ? null : n
  }

  async #isSmall(): Promise<boolean> {
    const rows = await this.#database.get<{ n: bigint }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${this.#from()} LIMIT ${FEW + 1}) AS few`,
    )
    return Number(rows?.n ?? 0n) <= FEW
  }

  async #count(): Promise<number | null> {
    const n = await this.#countUpTo(COUNTED + 1)
    return n > COUNTED ? null : n
  }

  async #countUpTo(most: number): Promise<number> {
    const bound = new Bound()
    const row = await this.#database.get<{ n: bigint }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM ${this.#from()} WHERE ${this.#where(bound, [])} LIMIT ${most}) AS counted`,
      ...bound.values,
    )
    return Number(row?.n ?? 0n)
  }

  /** True: an index, or the table itself, has the rows in this order. */
  async #isInOrder(): Promise<boolean> {
    const bound = new Bound()
    const steps = await this.#plan(
      `SELECT ${this.#sql.list(termsOf(this.#order))} FROM ${this.#from()} WHERE ${this.#base(bound).join(' AND ') || 'TRUE'}
       ORDER BY ${orderBy(this.#sql, this.#order)} LIMIT 1`,
      bound,
    )
    return !steps.some((step) => step.includes('USE TEMP B-TREE'))
  }

  /** https://sqlite.org/eqp.html */
  async #plan(statement: string, bound: Bound): Promise<string[]> {
    const steps = await this.#database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, ...bound.values)
    return steps.map(({ detail }) => detail)
  }

  /** The next positions, by one statement a stretch. */
  async #find(stretches: Stretch[], wanted: number): Promise<Value[][]> {
    const positions: Value[][] = []
    for (const stretch of stretches) {
      this.#goOn()
      if (positions.length >= wanted) break
      const bound = new Bound()
      positions.push(
        ...(await this.#read(
          `SELECT ${this.#terms()} FROM ${this.#from()} WHERE ${this.#where(bound, [stretch])}
           ORDER BY ${orderBy(this.#sql, this.#order)} LIMIT ${wanted - positions.length}`,
          bound,
        )),
      )
    }
    return positions
  }

  /** The same where every row has to be tried: slice after slice, so that nobody waits for it, and it can be given up. */
  async #sift(after: Value[] | null, wanted: number): Promise<{ positions: Value[][]; stopped: Value[] | null }> {
    const until = performance.now() + ENOUGH
    const positions: Value[][] = []
    let stretches = stretchesAfter(this.#order, after)
    while (stretches[0] !== undefined && positions.length < wanted) {
      const end = await this.#sliceEnd(stretches[0])
      positions.push(...(await this.#siftSlice(stretches[0], wanted - positions.length)))
      stretches = end === null ? stretches.slice(1) : stretchesAfter(this.#order, end)
      if (end !== null && positions.length > 0 && positions.length < wanted && performance.now() > until)
        return { positions, stopped: end }
      await pause()
      this.#goOn()
    }
    return { positions, stopped: null }
  }

  async #sliceEnd(stretch: Stretch): Promise<Value[] | null> {
    const bound = new Bound()
    const [end] = await this.#read(
      `SELECT ${this.#terms()} FROM ${this.#from()} WHERE ${[...this.#base(bound), stretch(this.#sql, bound)].join(' AND ')}
       ORDER BY ${orderBy(this.#sql, this.#order)} LIMIT 1 OFFSET ${SLICE - 1}`,
      bound,
    )
    return end ?? null
  }

  async #siftSlice(stretch: Stretch, wanted: number): Promise<Value[][]> {
    const bound = new Bound()
    const names = [...new Set([...termsOf(this.#order), ...this.#looked()])]
    const slice = `SELECT ${names.map((name) => `${this.#sql.name(name)} AS ${this.#sql.name(name)}`).join(', ')}
      FROM ${this.#from()} WHERE ${[...this.#base(bound), stretch(this.#sql, bound)].join(' AND ')}
      ORDER BY ${orderBy(this.#sql, this.#order)} LIMIT ${SLICE}`
    const filters = conditionsOf(this.#sql, this.#table, this.#asked.wanted, bound)
    return this.#read(
      `SELECT ${this.#terms()} FROM (${slice}) AS slice WHERE ${filters.join(' AND ')}
       ORDER BY ${orderBy(this.#sql, this.#order)} LIMIT ${wanted}`,
      bound,
    )
  }

  /** Columns that filters and words look into. Bytes are never among them unasked: they may be large. */
  #looked(): string[] {
    const { filters, search } = this.#asked.wanted
    const named = filters.map(({ column }) => column)
    if (search.trim() === '') return named
    const own = conditionsOf(this.#sql, this.#table, { filters: [], search, store: null }, new Bound()).join(' ')
    return [
      ...named,
      ...this.#table.columns.map(({ name }) => name).filter((name) => own.includes(this.#sql.name(name))),
    ]
  }

  #from(): string {
    return this.#sql.name(this.#table.name)
  }

  #terms(): string {
    return termsOf(this.#order)
      .map((name, i) => `${this.#sql.name(name)} AS ":${i}"`)
      .join(', ')
  }

  /** Of one store only; rows that nothing identifies are no rows of the network. */
  #base(bound: Bound): string[] {
    const { guidColumn, key } = this.#table
    const { store } = this.#asked.wanted
    const one = guidColumn === null || store === null ? [] : [`${this.#sql.name(guidColumn)} = ${bound.add(store)}`]
    const rowid = this.#table.place.length === 1 && this.#table.place[0] !== key[0]
    return [...one, ...(rowid ? key.map((name) => `${this.#sql.name(name)} IS NOT NULL`) : [])]
  }

  #where(bound: Bound, stretches: Stretch[]): string {
    const all = [
      ...this.#base(bound),
      ...stretches.map((stretch) => stretch(this.#sql, bound)),
      ...conditionsOf(this.#sql, this.#table, this.#asked.wanted, bound),
    ]
    return all.join(' AND ') || 'TRUE'
  }

  async #read(statement: string, bound: Bound): Promise<Value[][]> {
    const rows = await this.#database.all(statement, ...bound.values)
    return rows.map((row) => termsOf(this.#order).map((_, i) => row[`:${i}`] ?? null))
  }

  #goOn(): void {
    if (this.#browsing.signal?.aborted)
      throw new CentralOfficeError('CANCELLED', 'The search was given up.', { hint: 'Search again.', retryable: true })
  }
}
