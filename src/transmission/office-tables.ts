import { addOfficeColumns, createOfficeTable, type OfficeTable, officeTable } from '../capture/office-table.ts'
import { replicate } from '../capture/replicated-table.ts'
import type { Database } from '../databases/database.ts'
import { affinityOf } from '../databases/sqlite-affinity.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { keptJson } from '../model/kept-json.ts'
import { type ReplicaSetup, type Sharing, setupOf } from '../model/replica-setup.ts'
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

/**
 * Follows what a store announces: creates tables the office does not have yet, adds columns it does not know yet. Inside a
 * transaction. A column of the same name but another kind is refused: values would change on their way.
 */
export async function followSchema(
  database: Database,
  setup: ReplicaSetup,
  schema: readonly AnnouncedTable[],
): Promise<{ created: string[]; added: { table: string; column: string }[] }> {
  const created: string[] = []
  const added: { table: string; column: string }[] = []
  for (const announced of schema.map(descriptionOf)) {
    const wanted = setupOf(setup, announced.name)
    if (wanted.sharing === 'none') continue
    const row = await database.get<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables WHERE name = $1`, announced.name)
    if (!row) {
      await database.run(
        `INSERT INTO ${OWN_PREFIX}tables (name, sharing, description) VALUES ($1, $2, $3)`,
        announced.name,
        wanted.sharing,
        JSON.stringify(announced),
      )
      const fresh = await database.get<Catalogued>(`SELECT * FROM ${OWN_PREFIX}tables WHERE name = $1`, announced.name)
      await createOfficeTable(database, tableOf(fresh as Catalogued, setup))
      created.push(announced.name)
      continue
    }
    const known = TableDescription.parse(JSON.parse(row.description))
    checkSameKinds(known, announced)
    const unknown = announced.columns.filter((column) => !known.columns.some(({ name }) => name === column.name))
    if (unknown.length === 0) continue
    checkFree(tableOf(row, setup), known, unknown)
    const grown = { ...known, columns: [...known.columns, ...unknown.map((column) => ({ ...column, notNull: false }))] }
    await database.run(`UPDATE ${OWN_PREFIX}tables SET description = $2 WHERE id = $1`, row.id, JSON.stringify(grown))
    added.push(...unknown.map((column) => ({ table: announced.name, column: column.name })))
  }
  await growOfficeTables(database, setup)
  return { created, added }
}

/** Gives the office's tables the columns that stores announce and the setup lets in, and that they do not have yet. */
export async function growOfficeTables(database: Database, setup: ReplicaSetup): Promise<void> {
  const actual = await database.tables()
  for (const table of (await readOfficeTables(database, setup)).values()) {
    const there = actual.find(({ name }) => name === table.name)
    if (there) await addOfficeColumns(database, table, there)
  }
}

function checkSameKinds(known: TableDescription, announced: TableDescription): void {
  const kind = (table: TableDescription, type: string) => `${table.strict ? 'strict ' : ''}${affinityOf(type)}`
  const differing = announced.columns.find((column) => {
    const other = known.columns.find(({ name }) => name === column.name)
    return other && kind(known, other.type) !== kind(announced, column.type)
  })
  if (differing || known.key.join('\n') !== announced.key.join('\n'))
    throw new CentralOfficeError(
      'SCHEMA_DIFFERS',
      `The table ${announced.name} has ${differing ? `another type of column ${differing.name}` : 'another key'} at this store than at the office.`,
      {
        hint: 'Bring the stores to the same version of the shop program; the payload waits until then.',
        retryable: true,
      },
    )
}

/** A new column that the database takes for one that is there, that of the store's GUID included, would mix up the two. */
function checkFree({ name, guidColumn }: OfficeTable, known: TableDescription, added: Column[]): void {
  const taken = new Set(
    [guidColumn ?? '', ...known.columns.map((column) => column.name)].map((one) => one.toLowerCase()),
  )
  const clash = added.find((column) => taken.has(column.name.toLowerCase()))
  if (clash)
    throw new CentralOfficeError(
      'SCHEMA_DIFFERS',
      `The table ${name} has a new column ${clash.name} at this store, and the office has another one of that name.`,
      { hint: 'Give the new column another name at the store; the payload waits until then.', retryable: true },
    )
}

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
