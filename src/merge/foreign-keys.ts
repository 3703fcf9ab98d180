import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'
import type { ForeignKey, Table } from '../databases/table.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { keyText, listRefused, type Refused } from './refused.ts'
import { sameRow } from './up-export.ts'

/** Rows of `child` refer to an arrived table: what stood in the columns that they refer to before it was written. */
type Referred = { arrival: ArrivedTable; child: Table; reference: ForeignKey; before: string }

/** Arrived rows that were there, and whose parent was missing, before anything was written: what they referred to then. */
type Orphaned = { arrival: ArrivedTable; reference: ForeignKey; before: string }

/** How references stood before arrived rows were written. */
export type ReferencesBefore = { referred: Referred[]; orphaned: Orphaned[] }

/**
 * Keeps, before arrived rows are written, what stands in the columns that rows of other tables refer to: a deleted row does not tell
 * it any more, and a changed one takes it away. And which references are broken already, as they are in a shop whose program never
 * switches foreign keys on: an arriving row is not refused for what it does not make worse.
 */
export async function rememberReferences(
  database: Database,
  arrivals: ArrivedTable[],
  live: Table[],
): Promise<ReferencesBefore> {
  const orphaned: Orphaned[] = []
  for (const arrival of arrivals)
    for (const reference of live.find(({ name }) => name === arrival.table.name)?.foreignKeys ?? [])
      orphaned.push(await listOrphaned(database, arrival, reference, orphaned.length))
  return { referred: await rememberReferred(database, arrivals, live), orphaned }
}

async function listOrphaned(
  database: Database,
  arrival: ArrivedTable,
  reference: ForeignKey,
  i: number,
): Promise<Orphaned> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const before = database.dialect.temporaryTable(`orphaned_${table.id}_${i}`)
  const was = reference.columns.map((name, at) => `${sql.name(name, 'child')} AS ":was_${at}"`)
  await database.script(`DROP TABLE IF EXISTS ${before};
    CREATE TABLE ${before} AS SELECT ${commas(sql.list(table.keyNames, 'a'), ...was)}
    FROM ${arrived} AS a JOIN ${sql.name(table.name)} AS child ON ${sameRow(sql, table, 'child', 'a')}
    WHERE a.":exists" = 1 AND ${isOrphan(sql, reference)}`)
  return { arrival, reference, before }
}

/** Condition that a row called `child` refers to a parent that is not there. */
function isOrphan(sql: SqlText, { columns, parent, parentColumns }: ForeignKey): string {
  const refers = columns.map((name, i) => `${sql.name(parentColumns[i] as string, 'p')} = ${sql.name(name, 'child')}`)
  return `${columns.map((name) => `${sql.name(name, 'child')} IS NOT NULL`).join(' AND ')}
      AND NOT EXISTS (SELECT 1 FROM ${sql.name(parent)} AS p WHERE ${refers.join(' AND ')})`
}

async function rememberReferred(database: Database, arrivals: ArrivedTable[], live: Table[]): Promise<Referred[]> {
  const sql = new SqlText(database.dialect)
  const referred: Referred[] = []
  for (const arrival of arrivals) {
    const { table, arrived } = arrival
    for (const [child, reference] of referencesTo(table.name, live)) {
      const before = database.dialect.temporaryTable(`referred_${table.id}_${referred.length}`)
      const was = reference.parentColumns.map((name, i) => `${sql.name(name, 'live')} AS ":was_${i}"`)
      const rows = refersToKey(arrival, reference) ? 'a.":exists" = 0' : 'TRUE'
      await database.script(`DROP TABLE IF EXISTS ${before};
        CREATE TABLE ${before} AS SELECT ${commas(sql.list(table.keyNames, 'a'), ...was)}
        FROM ${arrived} AS a JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'a')} WHERE ${rows}`)
      referred.push({ arrival, child, reference, before })
    }
  }
  return referred
}

const refersToKey = ({ table }: ArrivedTable, { parentColumns }: ForeignKey): boolean =>
  parentColumns.every((name) => table.keyNames.includes(name))

/**
 * Finds arrived rows that leave a reference without its parent: rows whose parent is missing, and deleted or changed rows that
 * others still refer to. Looks at the touched rows only, after all tables are written. Rows without their parent come alone:
 * once they are parked, a deleted row may be needed no more. `orphansStand`: where the parent is not even parked, a row without it
 * can stand.
 */
export async function foreignKeyViolations(
  database: Database,
  arrivals: ArrivedTable[],
  before: ReferencesBefore,
  orphansStand: boolean,
): Promise<Refused[]> {
  const refused: Refused[] = []
  for (const orphaned of before.orphaned)
    refused.push(...(await listOrphans(database, orphaned, orphansStand ? arrivals : null)))
  if (refused.length > 0) return withoutRepeats(refused)
  for (const one of before.referred) refused.push(...(await listNeeded(database, one)))
  return withoutRepeats(refused)
}

const referencesTo = (parent: string, live: Table[]): [Table, ForeignKey][] =>
  live.flatMap((child) =>
    child.foreignKeys.filter((one) => one.parent === parent).map((one): [Table, ForeignKey] => [child, one]),
  )

/**
 * Arrived rows whose parent is missing now and was not, or who refer to another one than before. With `parkedBeside`, those only
 * whose parent is parked.
 */
async function listOrphans(
  database: Database,
  { arrival, reference, before }: Orphaned,
  parkedBeside: ArrivedTable[] | null,
): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const { columns, parent } = reference
  const waits = parkedBeside ? parentIsParked(sql, reference, parkedBeside) : 'TRUE'
  const unchanged = columns.map((name, i) => `b.":was_${i}" IS ${sql.name(name, 'child')}`).join(' AND ')
  const orphans = `
    SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    JOIN ${sql.name(table.name)} AS child ON ${sql.sameKey(table.keyNames, 'child', 'a')}
    WHERE a.":exists" = 1 AND ${isOrphan(sql, reference)} AND ${waits}
      AND NOT EXISTS (SELECT 1 FROM ${before} AS b WHERE ${sql.sameKey(table.keyNames, 'b', 'a')} AND ${unchanged})`
  return listRefused(database, arrival, orphans, {
    reason: `the row of ${parent} it refers to is missing here`,
    remedy: `Enter that row of ${parent}, here or at the office, or change ${columns.join(', ')} of this one at the office.`,
  })
}

/** Condition that the parent of a row called `child` is a parked row. */
function parentIsParked(
  sql: SqlText,
  { columns, parent, parentColumns }: ForeignKey,
  arrivals: ArrivedTable[],
): string {
  const own = arrivals.find(({ table }) => table.name === parent)?.table
  if (!own || !parentColumns.every((name) => own.columns.some((column) => column.name === name))) return 'FALSE'
  const refers = columns.map((name, i) => `${sql.name(parentColumns[i] as string, 'w')} = ${sql.name(name, 'child')}`)
  return `EXISTS (SELECT 1 FROM ${storeNames(own.id).parked} AS w WHERE w.":exists" = 1 AND ${refers.join(' AND ')})`
}

const stillNeeded = (child: Table) => ({
  reason: `rows of ${child.name} here still refer to it`,
  remedy: `Delete or change those rows of ${child.name}, or keep this one. To keep it: central-office parked discard NUMBER.`,
})

/** Deleted or changed rows to whose former values others still refer, and no other row has these now. */
async function listNeeded(database: Database, { arrival, child, reference, before }: Referred): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const { columns, parentColumns } = reference
  const each = (write: (i: number) => string) => columns.map((_, i) => write(i)).join(' AND ')
  // Without the affinity of the parent's key (the plus), the index of a child that was declared with another can serve.
  const was = (i: number) => `${refersToKey(arrival, reference) ? '+' : ''}b.":was_${i}"`
  const needed = `
    SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    JOIN ${before} AS b ON ${sql.sameKey(table.keyNames, 'b', 'a')}
    WHERE EXISTS (SELECT 1 FROM ${sql.name(child.name)} AS child
        WHERE ${each((i) => `${sql.name(columns[i] as string, 'child')} = ${was(i)}`)})
      AND NOT EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS p
        WHERE ${each((i) => `${sql.name(parentColumns[i] as string, 'p')} = b.":was_${i}"`)})`
  return listRefused(database, arrival, needed, stillNeeded(child))
}

/** A row refused for two reasons is parked once, with the first. */
function withoutRepeats(refused: Refused[]): Refused[] {
  const seen = new Map<ArrivedTable, Set<string>>()
  return refused.flatMap((one) => {
    const known = seen.get(one.arrival) ?? new Set()
    seen.set(one.arrival, known)
    const keys = one.keys.filter((key) => !known.has(keyText(key)))
    for (const key of keys) known.add(keyText(key))
    return keys.length ? [{ ...one, keys }] : []
  })
}
