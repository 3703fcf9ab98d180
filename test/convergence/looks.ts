import type { SimulatedOffice, SimulatedStore } from './location.ts'
import { type Picture, pictureOf } from './pictures.ts'
import { isOwned, keptLocal, quote, type Table, transmitted, withColumns } from './schema.ts'

/** Column of the office's tables, and of what stores read of each other, that says whose a row is. */
export const OWNER = 'store_guid'

const columnsOf = (table: Table) => `SELECT name FROM pragma_table_info('${table.name.replaceAll("'", "''")}')`

/** The table with the columns that it has at the store by now; null: the store does not have it yet. */
export function tableAtStore(store: SimulatedStore, table: Table): Table | null {
  const names = new Set(store.all(columnsOf(table)).map(({ name }) => name))
  return names.size === 0 ? null : withColumns(table, ({ name }) => names.has(name))
}

/** The same at the office: null where no store has shown it yet, or it is not to transmit. */
export async function tableAtOffice(office: SimulatedOffice, table: Table): Promise<Table | null> {
  if (table.plan.sharing === 'none') return null
  const names = new Set((await office.database.all(columnsOf(table))).map(({ name }) => name))
  const fits = names.has(OWNER) === isOwned(table)
  return names.size === 0 || !fits ? null : withColumns(table, ({ name }) => names.has(name))
}

/** What a store has of a table, kept columns included. */
export function storePicture(store: SimulatedStore, table: Table): Picture {
  const there = tableAtStore(store, table)
  if (!there) return new Map()
  const columns = [...transmitted(there), ...keptLocal(there)]
  return pictureOf(store.all(`SELECT * FROM ${quote(table.name)}`), there, columns, null)
}

/** What the office has, led by the owner. */
export async function officePicture(office: SimulatedOffice, table: Table): Promise<Picture> {
  const there = await tableAtOffice(office, table)
  if (!there) return new Map()
  const owner = isOwned(table) ? OWNER : null
  const rows = await office.database.all(`SELECT * FROM ${quote(table.name)}`)
  const picture = pictureOf(rows, there, transmitted(there), owner)
  return owner === null ? new Map([...picture].map(([key, row]) => [` ${key}`, row])) : picture
}

/** What a store can read of the others. */
export function elsewherePicture(store: SimulatedStore, table: Table): Picture {
  const there = tableAtStore(store, table)
  if (!there) return new Map()
  return pictureOf(store.all(`SELECT * FROM ${quote(`${table.name}__all_stores`)}`), there, transmitted(there), OWNER)
}
