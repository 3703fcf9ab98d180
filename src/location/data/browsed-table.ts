import type { OfficeTable } from '../../capture/office-table.ts'
import { judgeTables } from '../../capture/store-tables.ts'
import type { Database } from '../../databases/database.ts'
import type { ForeignKey, Table } from '../../databases/table.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import { type Sharing, setupOf } from '../../model/replica-setup.ts'
import type { OfficeReplica } from '../../transmission/office-replica.ts'
import type { StoreReplica } from '../../transmission/store-replica.ts'

/** A location's database, to look at rows or to edit them. `replica` null: a store that has not joined. */
export type Place =
  | { role: 'office'; database: Database; replica: OfficeReplica }
  | { role: 'store'; database: Database; replica: StoreReplica | null }

/** `demanded`: a row may not be without a value in it, and this program has to see to that itself. */
export type BrowsedColumn = { name: string; type: string; key: boolean; notNull: boolean; demanded: boolean }

/** A replicated table as its rows can be looked at and edited at this location. */
export type BrowsedTable = {
  name: string
  sharing: Sharing
  columns: BrowsedColumn[]
  /** At the office, where a row belongs to a store: the column with the store's GUID. It is no column of `columns`. */
  guidColumn: string | null
  /** All columns that tell rows apart here, that of the GUID first. */
  key: string[]
  /** What orders rows that are equal in the column they are sorted by: the end of every index. Not quoted. */
  place: string[]
  /** The database numbers new rows by itself. */
  automaticKey: boolean
  foreignKeys: ForeignKey[]
  editable: boolean
  /** Why not, '' where it is. */
  why: string
}

/** All replicated tables, parents first. None at a store that has not joined. */
export async function browsedTables(place: Place): Promise<BrowsedTable[]> {
  if (place.role === 'office') return [...(await place.replica.tables()).values()].map(atOffice)
  if (place.replica === null) return []
  const { setup } = await place.replica.state()
  const { captured, leftOut } = await judgeTables(place.database, setup)
  const lives = await place.database.tables()
  return [
    ...captured.map(({ live, table }) => atStore(live, table.keyNames, table.sharing, '')),
    ...leftOut.flatMap(({ table, why }) => {
      const live = lives.find(({ name }) => name === table.name)
      const there = live !== undefined && table.keyNames.every((key) => live.columns.some(({ name }) => name === key))
      return there ? [atStore(live, table.keyNames, setupOf(setup, live.name).sharing, why.message)] : []
    }),
  ]
}

/** Errors: TABLE_UNKNOWN. */
export async function browsedTable(place: Place, name: string): Promise<BrowsedTable> {
  const found = (await browsedTables(place)).find((table) => table.name === name)
  if (found) return found
  throw new CentralOfficeError('TABLE_UNKNOWN', `There is no replicated table ${name} here.`, {
    hint: 'See the list of tables in Data.',
  })
}

/** The office's table has its key and no other constraint: what a store would refuse is looked at before it is written. */
function atOffice(table: OfficeTable): BrowsedTable {
  const isKey = (name: string) => table.keyNames.includes(name)
  return {
    name: table.name,
    sharing: table.sharing,
    columns: table.columns.map(({ name, type, notNull }) => ({
      name,
      type,
      key: isKey(name),
      notNull: notNull || isKey(name),
      demanded: notNull || isKey(name),
    })),
    guidColumn: table.guidColumn,
    key: table.officeKey,
    place: table.officeKey,
    automaticKey: false,
    foreignKeys: [],
    editable: true,
    why: '',
  }
}

function atStore(live: Table, key: string[], sharing: Sharing, fault: string): BrowsedTable {
  const why = sharing === 'office' ? 'It is kept at the office, which puts back what is changed here.' : fault
  const automaticKey = live.automaticKey && key.length === 1 && key[0] === live.key[0]
  return {
    name: live.name,
    sharing,
    columns: live.columns.map(({ name, type, notNull }) => ({
      name,
      type,
      key: key.includes(name),
      notNull: notNull || key.includes(name),
      demanded: key.includes(name) && !automaticKey,
    })),
    guidColumn: null,
    key,
    place: automaticKey || live.withoutRowid ? key : (rowidName(live) ?? key),
    automaticKey,
    foreignKeys: live.foreignKeys,
    editable: why === '',
    why,
  }
}

/** One of the names of SQLite's rowid that no column takes (https://sqlite.org/lang_createtable.html#rowid). */
function rowidName({ columns, generated }: Table): string[] | null {
  const taken = new Set([...columns.map(({ name }) => name), ...generated].map((name) => name.toLowerCase()))
  const free = ['_rowid_', 'rowid', 'oid'].find((name) => !taken.has(name))
  return free === undefined ? null : [free]
}
