import { fulfils } from './filter.ts'
import type { DownPayload, ModelTable, UpPayload, UpRow } from './payloads.ts'
import { at, copyRow, type ModelRow, NULL, pick } from './row.ts'

/** What a row was before an export that is not acknowledged yet, or (batch 0) before edits that are not exported yet. */
type Image = { batch: number; before: ModelRow | null; at: number; skipped: boolean }

/** One table at a store. `columns`: transmitted ones outside the key that the store has; `local`: those that stay there. */
export class StoreTableModel {
  table: ModelTable
  columns: string[]
  readonly local: string[]
  /** What this database puts into a column of which a new row says nothing. */
  readonly defaults: ModelRow = {}
  readonly rows = new Map<string, ModelRow>()
  readonly elsewhere = new Map<string, ModelRow>()
  readonly images = new Map<string, Image[]>()
  /** Rows that do not fulfil the filter, and that the office has all the same. */
  readonly known = new Set<string>()
  /** What the office says of keys whose rows are kept back here. */
  readonly parked = new Map<string, ModelRow>()
  /** Number of the payload that carried its initial load; null: not loaded yet. */
  loaded: number | null = null

  constructor(table: ModelTable, columns: string[], local: string[]) {
    this.table = table
    this.columns = columns
    this.local = local
  }

  /** What the shop did to a row. `is` may be what it was: touched all the same. */
  edit(key: string, is: ModelRow | null, time: number): void {
    const images = this.images.get(key) ?? []
    if (images.at(-1)?.batch !== 0)
      images.push({ batch: 0, before: copyRow(this.rows.get(key)), at: time, skipped: false })
    ;(images.at(-1) as Image).at = time
    this.images.set(key, images)
    if (is) this.rows.set(key, { ...is })
    else this.rows.delete(key)
  }

  /** Rows that were there before the store joined: new to everybody, of unknown age. */
  fill(rows: Map<string, ModelRow>): void {
    for (const [key, row] of rows) {
      this.rows.set(key, { ...row })
      if (this.table.sharing === 'shared' || this.table.sharing === 'office')
        this.images.set(key, [{ batch: 0, before: null, at: 0, skipped: false }])
    }
  }

  /** The shop added a column: what it holds is new to the office. */
  follow(column: string): void {
    this.columns = [...this.columns, column]
    for (const images of this.images.values())
      for (const image of images) if (image.before) image.before = { ...image.before, [column]: NULL }
    for (const [key, row] of this.parked)
      if (!this.#transmits(key, this.rows.get(key))) this.parked.set(key, { ...row, [column]: NULL })
    for (const [key, row] of this.rows) {
      const images = this.images.get(key) ?? []
      if (at(row, column) === NULL || images.at(-1)?.batch === 0) continue
      images.push({ batch: 0, before: { ...row, [column]: NULL }, at: 0, skipped: false })
      this.images.set(key, images)
    }
  }

  export(number: number): UpRow[] {
    const load = this.loaded === null
    if (load) this.loaded = number
    const byRange = load && (this.table.sharing === 'store' || this.table.sharing === 'lookup')
    const goes = byRange ? [...this.rows].filter(([key, row]) => this.#transmits(key, row)) : []
    const out: UpRow[] = goes.map(([key, row]) => ({ kind: 'insert', key, now: pick(row, this.columns), at: 0 }))
    // Nobody has heard of what went before, and what goes now is told whole.
    if (byRange)
      this.#keep((image, key) => image.batch !== 0 || (image.skipped && !this.#transmits(key, this.rows.get(key))))
    for (const [key, images] of this.images) {
      const again = this.parked.has(key) && images.at(-1)?.batch === 0
      if (again || images.some((image) => image.skipped)) out.push({ kind: 'refresh', key })
      for (const image of images) image.skipped = false
      const last = images.at(-1)
      if (last?.batch !== 0) continue
      last.batch = number
      const said = this.#say(key, last)
      if (said) out.push(said)
    }
    return out
  }

  /** A row that is kept back is no row to the office. */
  #transmits(key: string, row: ModelRow | null | undefined): boolean {
    return row != null && (this.known.has(key) || fulfils(this.table.filter, row))
  }

  #say(key: string, { before: was, at: time }: Image): UpRow | null {
    const filtered = (row: ModelRow | null | undefined) => (row && this.#transmits(key, row) ? row : null)
    const [before, now] = [filtered(was), filtered(this.rows.get(key))]
    if (!before) return now ? { kind: 'insert', key, now: pick(now, this.columns), at: time } : null
    if (!now) return { kind: 'delete', key, before: pick(before, this.columns), at: time }
    const changed = this.columns.filter((column) => at(before, column) !== at(now, column))
    return changed.length === 0
      ? null
      : { kind: 'update', key, before: pick(before, changed), now: pick(now, changed), at: time }
  }

  /** There was nothing to say: what was touched came out as it was. */
  forgetBatch(number: number): void {
    this.#keep((image) => image.batch !== number)
  }

  /** A payload was made, and nobody has seen it: its edits are pending again, and rows set aside are asked for again. */
  takeBack(number: number): void {
    if (this.loaded === number) this.loaded = null
    for (const [key, images] of this.images) {
      const pending = images.at(-1)?.batch === 0 ? images.pop() : undefined
      const back = images.at(-1)?.batch === number ? images.pop() : undefined
      for (const image of images) image.skipped = true
      const one = back ? { ...back, batch: 0, skipped: true, at: pending?.at ?? back.at } : pending
      this.images.set(key, one ? [...images, one] : images)
    }
    this.#keep(() => true)
  }

  acknowledge(number: number): void {
    this.#keep((image) => image.batch === 0 || image.batch > number)
  }

  #keep(wanted: (image: Image, key: string) => boolean): void {
    for (const [key, images] of this.images) {
      const kept = images.filter((image) => wanted(image, key))
      if (kept.length) this.images.set(key, kept)
      else this.images.delete(key)
    }
  }

  /** What the office says in a payload, and once more what it said of keys that were kept back. */
  merge(said: { key: string; row: ModelRow | null }[]): void {
    const before = new Map(this.parked)
    this.parked.clear()
    for (const { key, row } of said) this.#take(key, copyRow(row))
    for (const [key, row] of before) if (!said.some((one) => one.key === key)) this.#take(key, row)
    for (const [key, row] of this.rows)
      if (!fulfils(this.table.filter, row) && this.#taken.has(key)) this.known.add(key)
    this.#taken.clear()
    for (const key of this.known) {
      const row = this.rows.get(key)
      if (!this.images.has(key) && (!row || fulfils(this.table.filter, row))) this.known.delete(key)
    }
  }

  /** Rows of the office that stand here since this payload. */
  readonly #taken = new Set<string>()

  /** Takes of the office what is not pending here. Pending: changed anywhere along the images, the live row last. */
  #take(key: string, office: ModelRow | null): void {
    const open = this.images.get(key) ?? []
    const live = this.rows.get(key) ?? null
    const filtered = (row: ModelRow | null | undefined) => (this.#transmits(key, row) ? row : null)
    const steps = open.map(
      (image, i) => [filtered(image.before), filtered(open[i + 1] ? open[i + 1]?.before : live)] as const,
    )
    const setAside = () => {
      for (const image of open) image.skipped = true
    }
    if (steps.some(([was, is]) => !was !== !is)) {
      setAside()
      return
    }
    const pending = this.columns.filter((column) =>
      steps.some(([was, is]) => was && is && at(was, column) !== at(is, column)),
    )
    if (pending.length > 0) setAside()
    if (live && !filtered(live)) {
      if (!office) return
      if (Object.keys(office).some((column) => at(live, column) !== at(office, column))) {
        // of a column that the office does not know yet it says nothing
        this.parked.set(key, { ...pick({}, this.columns), ...office })
        return
      }
      this.#becomeKnown(key, live, office)
      return
    }
    if (office) this.#taken.add(key)
    if (!live || !office) {
      if (pending.length > 0) return
      for (const image of open) image.before = copyRow(office)
      if (office) this.#insert(key, office)
      else this.rows.delete(key)
      return
    }
    for (const column of this.columns.filter((name) => !pending.includes(name) && name in office)) {
      live[column] = at(office, column)
      for (const image of open) {
        image.before ??= pick({}, [...this.columns, ...this.local])
        image.before[column] = at(office, column)
      }
    }
  }

  /** A row that was kept back is the office's as well from here on. What the office does not know of it yet is news. */
  #becomeKnown(key: string, row: ModelRow, office: ModelRow): void {
    this.#taken.add(key)
    const known = { ...row, ...pick(office, this.columns) }
    const open = this.images.get(key) ?? []
    for (const image of open) image.before = { ...known }
    if (open.at(-1)?.batch === 0 || this.columns.every((column) => at(row, column) === at(known, column))) return
    this.images.set(key, [...open, { batch: 0, before: known, at: open.at(-1)?.at ?? 0, skipped: false }])
  }

  /** A row of the office that is new here. It may say nothing of a column that this store alone has: a default is news to the office. */
  #insert(key: string, office: ModelRow): void {
    const known = { ...pick({}, this.local), ...pick(office, this.columns) }
    const row = { ...known, ...this.defaults, ...office }
    this.rows.set(key, row)
    if (JSON.stringify(row) === JSON.stringify(known)) return
    const images = this.images.get(key) ?? []
    const last = images.at(-1)
    if (last?.batch === 0) last.at = 0
    else this.images.set(key, [...images, { batch: 0, before: known, at: 0, skipped: false }])
  }
}

/** A store: what its shop typed, what it has been told, and what it still has to tell. */
export class StoreModel {
  readonly guid: string
  readonly tables: Map<string, StoreTableModel>
  applied = 0
  seenTick = 0

  constructor(guid: string, tables: StoreTableModel[]) {
    this.guid = guid
    this.tables = new Map(tables.map((table) => [table.table.name, table]))
  }

  export(number: number): UpPayload {
    const load = [...this.tables.values()].some(({ loaded }) => loaded === null)
    const rows = new Map([...this.tables].map(([name, table]) => [name, table.export(number)]))
    const columns = new Map([...this.tables].map(([name, table]) => [name, table.columns]))
    return { number, seenTick: this.seenTick, acknowledged: this.applied, load, rows, columns }
  }

  apply({ number, tick, acknowledged, own, elsewhere }: DownPayload): void {
    this.applied = number
    for (const [name, table] of this.tables) {
      table.acknowledge(acknowledged)
      table.merge(own.get(name) ?? [])
      for (const { key, owner, row } of elsewhere.get(name) ?? [])
        if (row) table.elsewhere.set(`${owner} ${key}`, pick(row, table.columns))
        else table.elsewhere.delete(`${owner} ${key}`)
    }
    this.seenTick = tick
  }
}
