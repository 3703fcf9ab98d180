import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { sameName, spelledIn } from '../model/names.ts'
import { columnOf, isPerStore, type ReplicaSetup, type TableSetup } from '../model/replica-setup.ts'
import { filterColumns, readFilter } from '../model/row-filter.ts'
import { readLinks } from './store-links.ts'

/**
 * Makes sure that every filter of the setup can be used: of a table whose rows belong to stores, over columns that stores have
 * announced and that transmit, and understood by the database. Errors: USAGE.
 */
export async function checkFilters(database: Database, setup: ReplicaSetup): Promise<void> {
  const [first] = await filterFaults(database, setup)
  if (first) throw unusable(first.table === '' ? 'all tables' : `the table ${first.table}`, first.why)
}

/** Every filter that cannot be used, and why; table '' = the one of all tables. */
export async function filterFaults(database: Database, setup: ReplicaSetup): Promise<{ table: string; why: string }[]> {
  const faults: { table: string; why: string }[] = []
  if (setup.default.filter !== undefined) faults.push({ table: '', why: 'a filter is set for one table' })
  const links = await readLinks(database)
  for (const [name, table] of Object.entries(setup.tables)) {
    if (table.filter === undefined || table.sharing === 'none') continue
    const announced = links.flatMap(({ schema }) => schema.filter((one) => sameName(one.name, name)))
    const known = new Set(announced.flatMap(({ columns }) => columns.map((column) => column.name)))
    const why = whyUnusable(table, [...known]) ?? (await notUnderstood(database, table.filter, [...known]))
    if (why !== null) faults.push({ table: name, why })
  }
  return faults
}

function whyUnusable(table: TableSetup, known: string[]): string | null {
  const filter = table.filter ?? ''
  if (!isPerStore(table.sharing))
    return 'its rows are those of all locations, and one that left the filter at one of them would be deleted at all others'
  const read = readFilter(filter)
  if ('why' in read) return read.why
  const named = filterColumns(filter, known)
  const unknown = known.length > 0 ? named.find((name) => !known.includes(name)) : undefined
  if (unknown !== undefined) return `no store has shown a column ${unknown} of it`
  const left = named.find((name) => !columnOf(table, name).transmit)
  return left === undefined ? null : `the column ${left} is left out, so nobody could tell what it was`
}

/** What the database says against it, asked over a row without values. */
async function notUnderstood(database: Database, filter: string, known: string[]): Promise<string | null> {
  const read = readFilter(filter)
  if ('why' in read) return read.why
  const sql = new SqlText(database.dialect)
  const text = read.tokens.map((token) =>
    'sql' in token ? token.sql : sql.name(spelledIn(token.column, known), 'live'),
  )
  const columns = filterColumns(filter, known).map((name) => `NULL AS ${sql.name(name)}`)
  try {
    await database.all(`SELECT 1 AS one FROM (SELECT ${columns.join(', ')}) AS live WHERE (${text.join('')}) IS TRUE`)
    return null
  } catch (error) {
    if (!(error instanceof CentralOfficeError)) throw error
    return `the database does not understand it (${error.cause instanceof Error ? error.cause.message : error.message})`
  }
}

const unusable = (what: string, why: string): CentralOfficeError =>
  new CentralOfficeError('USAGE', `The filter of ${what} cannot be used: ${why}.`, {
    hint: `A filter is a condition over the columns of one row, e.g. "active = 1 AND region IN ('N', 'S')". Nothing was changed.`,
  })
