import { addOfficeColumns, createOfficeTable, type OfficeTable, officeTable } from '../capture/office-table.ts'
import { replicate } from '../capture/replicated-table.ts'
import type { Database } from '../databases/database.ts'
import { affinityOf } from '../databases/sqlite-affinity.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { keptJson } from '../model/kept-json.ts'
import { sameName } from '../model/names.ts'
import { columnOf, type ReplicaSetup, type Sharing, setupOf, type TableSetup } from '../model/replica-setup.ts'
import { type AnnouncedTable, type Column, descriptionOf, TableDescription } from '../model/table.ts'

export type Catalogued = { id: bigint; name: string; sharing: string; description: string; seeded_by: bigint | null }

/** The office's collated tables by name, in the order they were announced (parents first). */
export async function readOfficeTables(database: Database, setup: ReplicaSetup): Promise<Map<string, OfficeTable>> {
  const catalogued = await database.all<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables ORDER BY id`)
  return new Map(catalogued.map((row) => [row.name, tableOf(row, setup)]))
}

const descriptionIn = keptJson(TableDescription)

/** Tables as they were made of a setup and a description, which are asked for several times a visit of each store. */
const made = new WeakMap<ReplicaSetup, WeakMap<TableDescription, OfficeTable>>()

/** A table keeps the sharing it was made with; its rules are those of the setup. */
export function tableOf(row: Catalogued, setup: ReplicaSetup): OfficeTable {
  const sharing = row.sharing as Exclude<Sharing, 'none'>
  const id = Number(row.id)
  const description = descriptionIn(row.description)
  const ofSetup = made.get(setup) ?? new WeakMap<TableDescription, OfficeTable>()
  made.set(setup, ofSetup)
  const known = ofSetup.get(description)
  if (known?.id === id && known.sharing === sharing) return known
  const table = officeTable(replicate(id, description, { ...setupOf(setup, row.name), sharing }))
  if (Object.isFrozen(setup)) ofSetup.set(description, table)
  return table
}

/** Why a store's table does not fit the office's, for a person, and the columns that do not. */
export type Misfit = { reason: string; remedy: string; columns: string[] }

/**
 * Follows a table that a store announces: creates it where the office does not have it yet, adds columns it does not know yet. Inside a
 * transaction. `misfit`: it does not fit the office's, and values would change or be mixed up on their way; then nothing is done.
 */
export async function followSchema(
  database: Database,
  setup: ReplicaSetup,
  announcement: AnnouncedTable,
): Promise<{ created: string[]; added: { table: string; column: string }[]; misfit: Misfit | null }> {
  const announced = descriptionOf(announcement)
  const { name } = announced
  const { sharing } = setupOf(setup, name)
  if (sharing === 'none') return { created: [], added: [], misfit: null }
  const row = await database.get<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables WHERE name = $1`, name)
  if (!row) {
    await database.run(
      `INSERT INTO ${OWN_PREFIX}tables (name, sharing, description) VALUES ($1, $2, $3)`,
      name,
      sharing,
      JSON.stringify(announced),
    )
    const fresh = await database.get<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables WHERE name = $1`, name)
    await createOfficeTable(database, tableOf(fresh as Catalogued, setup))
    return { created: [name], added: [], misfit: null }
  }
  const known = TableDescription.parse(JSON.parse(row.description))
  const unknown = announced.columns.filter((column) => !known.columns.some((other) => other.name === column.name))
  const misfit = whyOtherKind(known, announced, setupOf(setup, name)) ?? whyTaken(tableOf(row, setup), unknown)
  if (misfit || unknown.length === 0) return { created: [], added: [], misfit }
  const grown = { ...known, columns: [...known.columns, ...unknown.map((column) => ({ ...column, notNull: false }))] }
  await database.run(`UPDATE ${OWN_PREFIX}tables SET description = $2 WHERE id = $1`, row.id, JSON.stringify(grown))
  return { created: [], added: unknown.map((column) => ({ table: name, column: column.name })), misfit: null }
}

/** Gives the office's tables the columns that stores announce and the setup lets in, and that they do not have yet. */
export async function growOfficeTables(database: Database, setup: ReplicaSetup): Promise<void> {
  const actual = await database.tables()
  for (const table of (await readOfficeTables(database, setup)).values()) {
    const there = actual.find(({ name }) => name === table.name)
    if (there) await addOfficeColumns(database, table, there)
  }
}

/** The stores' own description of every collated table, for the names in it. */
export const readDescriptions = async (database: Database): Promise<TableDescription[]> =>
  (await database.all<{ description: string }>(`SELECT description FROM ${OWN_PREFIX}tables`)).map(({ description }) =>
    descriptionIn(description),
  )

function whyOtherKind(known: TableDescription, announced: TableDescription, setup: TableSetup): Misfit | null {
  const kind = (table: TableDescription, type: string) => `${table.strict ? 'strict ' : ''}${affinityOf(type)}`
  for (const column of announced.columns) {
    const transmits = known.key.includes(column.name) || columnOf(setup, column.name).transmit
    const other = known.columns.find(({ name }) => name === column.name)
    if (transmits && other && kind(known, other.type) !== kind(announced, column.type))
      return doesNotFit(
        `The column ${column.name} of the table ${announced.name} is ${shown(announced, column)} at this store and ${shown(known, other)} at the office, by whose rules values would change on their way.`,
        `Bring the stores to the same version of the shop program, or leave the column out in the replica setup. At the office: central-office replica set ${announced.name} --column ${column.name}=leave-out`,
        [column.name],
      )
  }
  if (known.key.join('\n') === announced.key.join('\n')) return null
  return doesNotFit(
    `The key of the table ${announced.name} is ${announced.key.join(', ')} at this store and ${known.key.join(', ')} at the office.`,
    'Bring the stores to the same version of the shop program.',
    [],
  )
}

const shown = ({ strict }: TableDescription, { type }: Column): string =>
  `${type || 'without a type'}${strict ? ' (strict)' : ''}`

/** A new column that the database takes for that of the store's GUID would mix up the two. */
function whyTaken({ name, guidColumn }: OfficeTable, added: Column[]): Misfit | null {
  const clash = added.find((column) => guidColumn !== null && sameName(column.name, guidColumn))
  return clash
    ? doesNotFit(
        `The table ${name} has a new column ${clash.name} at this store, and the office has another one of that name.`,
        'Give the new column another name at the store.',
        [clash.name],
      )
    : null
}

const doesNotFit = (reason: string, remedy: string, columns: string[]): Misfit => ({
  reason,
  remedy: `Until it fits, this store leaves the table out, and everything else goes on; then all its rows are sent. ${remedy}`,
  columns,
})

/**
 * Office-maintained tables that this store's initial load may fill: those it is filling already, and those that hold no row
 * yet, which it claims. From then on what stores change in them is put back.
 */
export async function claimFilling(
  database: Database,
  tables: Map<string, OfficeTable>,
  names: string[],
  store: number,
): Promise<Set<string>> {
  const mayFill = new Set<string>()
  for (const name of names) {
    const table = tables.get(name)
    if (table?.sharing !== 'office') continue
    const row = await database.get<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables WHERE name = $1`, name)
    if (row?.seeded_by === null) {
      const filled = await database.get(`SELECT 1 AS one FROM ${database.dialect.quote(name)} LIMIT 1`)
      if (filled) continue
      await database.run(`UPDATE ${OWN_PREFIX}tables SET seeded_by = $2 WHERE name = $1`, name, store)
    } else if (row?.seeded_by !== BigInt(store)) continue
    mayFill.add(name)
  }
  return mayFill
}
