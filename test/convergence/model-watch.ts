import { OfficeModel } from './model/office-model.ts'
import { countRows, type DownPayload, type UpPayload } from './model/payloads.ts'
import { type ModelRow, NULL, type Shown } from './model/row.ts'
import { StoreModel, StoreTableModel } from './model/store-model.ts'
import type { Picture } from './pictures.ts'
import { type Column, keptLocal, type Table, transmitted, withColumns } from './schema.ts'
import { modelTable } from './setup-plan.ts'

/** What the engine did that the model did not expect. */
export class Unexpected extends Error {}

/**
 * The model, told what the engine does when: a payload made, applied, taken back. What stands in the payloads, and what becomes
 * of it, the model works out by itself.
 */
export class ModelWatch {
  readonly office: OfficeModel
  readonly stores: Map<string, StoreModel>
  readonly #up = new Map<string, UpPayload>()
  readonly #down = new Map<string, DownPayload>()
  /** What shops have got that their stores have not noticed yet. */
  readonly #grown = new Map<string, (() => void)[]>()

  constructor(tables: Table[], stores: string[]) {
    const first = tables.filter(({ plan }) => !plan.later)
    const early = (table: Table) => withColumns(table, ({ later }) => !later)
    const modelled = first.map((table) => ({ table: modelTable(table), columns: transmitted(early(table)) }))
    this.office = new OfficeModel(modelled, stores)
    this.stores = new Map(
      stores.map((guid) => [
        guid,
        new StoreModel(
          guid,
          first.map(
            (table) => new StoreTableModel(modelTable(table), transmitted(early(table)), keptLocal(early(table))),
          ),
        ),
      ]),
    )
  }

  store(guid: string): StoreModel {
    const store = this.stores.get(guid)
    if (!store) throw new Error(`no model of store ${guid}`)
    return store
  }

  editAtStore(guid: string, table: string, key: string, is: ModelRow | null, time: number): void {
    this.store(guid).tables.get(table)?.edit(key, is, time)
  }

  editAtOffice(table: string, rowKey: string, is: ModelRow | null, time: number): void {
    this.office.edit(table, rowKey, is, time)
  }

  /** The replica setup says something else of a table: the office judges by it from now on. */
  carry(table: Table): void {
    if (this.office.tables.has(table.name)) this.office.carry(modelTable(table))
  }

  /** A shop added a column, whose value in its rows is `value` now. */
  columnAdded(guid: string, name: string, column: Column, value: Shown): void {
    const table = this.store(guid).tables.get(name)
    if (!table) return // the whole table has not been noticed yet
    if (value !== NULL) table.defaults[column.name] = value
    for (const row of table.rows.values()) row[column.name] = value
    if (column.transmit) this.#noticed(guid, () => table.follow(column.name))
    else table.local.push(column.name)
  }

  /** A shop added a table of the plan. `look`: the table as it is there by then, and its rows. */
  tableAdded(guid: string, planned: Table, look: () => { table: Table; rows: Picture }): void {
    this.#noticed(guid, () => {
      const { table, rows } = look()
      const modelled = new StoreTableModel(modelTable(planned), transmitted(table), keptLocal(table))
      modelled.fill(rows)
      this.store(guid).tables.set(table.name, modelled)
      this.office.expect(modelled.table)
    })
  }

  #noticed(guid: string, then: () => void): void {
    this.#grown.set(guid, [...(this.#grown.get(guid) ?? []), then])
  }

  /** A store looks at its tables whenever it makes or applies a payload. */
  #look(guid: string): void {
    for (const then of this.#grown.get(guid) ?? []) then()
    this.#grown.delete(guid)
  }

  /** `rows` null: the store found nothing to say under this number. */
  storeMade(guid: string, number: number, rows: number | null): void {
    this.#look(guid)
    const store = this.store(guid)
    const payload = store.export(number)
    const expected = countRows(payload.rows)
    if (rows === null) for (const table of store.tables.values()) table.forgetBatch(number)
    else this.#up.set(`${guid} ${number}`, payload)
    if ((rows ?? 0) !== expected)
      throw new Unexpected(
        `its payload ${number} has ${rows ?? 'no'} rows where the model has ${told(payload.rows, expected)}`,
      )
  }

  storeTookBack(guid: string, number: number): void {
    this.#look(guid)
    for (const table of this.store(guid).tables.values()) table.takeBack(number)
  }

  /** Nothing came, and it tried again what it had parked. */
  storeRetried(guid: string): void {
    this.#look(guid)
    for (const table of this.store(guid).tables.values()) table.merge([])
  }

  storeApplied(guid: string, number: number): void {
    const payload = this.#down.get(`${guid} ${number}`)
    if (!payload) throw new Unexpected(`it applied payload ${number}, which nobody made`)
    this.#look(guid)
    this.store(guid).apply(payload)
  }

  officeMade(guid: string, number: number | null, rows: number): void {
    const due = this.office.due(guid)
    const expected = countRows(due.own) + countRows(due.elsewhere)
    if (expected !== rows)
      throw new Unexpected(
        `its payload for ${guid.at(-1)} has ${rows} rows where the model has ${told(due.own, expected)} ${told(due.elsewhere, expected)}`,
      )
    if (number !== null) this.#down.set(`${guid} ${number}`, this.office.export(guid, number))
  }

  officeTookBack(guid: string, number: number): void {
    this.office.takeBack(guid, number)
  }

  officeApplied(guid: string, number: number): void {
    const payload = this.#up.get(`${guid} ${number}`)
    if (!payload) throw new Unexpected(`it applied payload ${number} of store ${guid.at(-1)}, which nobody made`)
    this.office.apply(guid, payload)
  }
}

const told = (rows: Map<string, { key: string; kind?: string }[]>, count: number): string =>
  `${count} (${[...rows].flatMap(([table, list]) => list.map(({ key, kind }) => `${kind ?? 'row'} ${key} of ${table}`)).join(', ')})`
