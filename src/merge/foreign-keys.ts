import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { ForeignKey, Table } from '../databases/table.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { keyText, listRefused, type Refused } from './refused.ts'
import { sameRow } from './up-export.ts'

/** Rows of `child` refer to other columns than the key of an arrived table: what stood in these before it was written. */
type Referred = { arrival: ArrivedTable; child: Table; reference: ForeignKey; before: string }

/**
 * Keeps, before arrived rows are written, what stands in the columns that rows of other tables refer to by another unique value
 * than the key: a deleted row does not tell it any more, and a changed one takes it away.
 */
export async function rememberReferred(
  database: Database,
  arrivals: ArrivedTable[],
  live: Table[],
): Promise<Referred[]> {
  const sql = new SqlText(database.dialect)
  const referred: Referred[] = []
  for (const arrival of arrivals) {
    const { table, arrived } = arrival
    for (const [child, reference] of referencesTo(table.name, live)) {
      if (reference.parentColumns.every((name) => table.keyNames.includes(name))) continue
      const before = database.dialect.temporaryTable(`referred_${table.id}_${referred.length}`)
      const was = reference.parentColumns.map((name, i) => `${sql.name(name, 'live')} AS ":was_${i}"`)
      await database.script(`DROP TABLE IF EXISTS ${before};
        CREATE TABLE ${before} AS SELECT ${commas(sql.list(table.keyNames, 'a'), ...was)}
        FROM ${arrived} AS a JOIN ${sql.name(table.name)} AS live ON ${sameRow(sql, table, 'live', 'a')}`)
      referred.push({ arrival, child, reference, before })
    }
  }
  return referred
}

/**
 * Finds arrived rows that leave a reference without its parent: rows whose parent is missing, and deleted or changed rows that
 * others still refer to. Looks at the touched rows only, after all tables are written. Rows without their parent come alone:
 * once they are parked, a deleted row may be needed no more.
 */
export async function foreignKeyViolations(
  database: Database,
  arrivals: ArrivedTable[],
  live: Table[],
  referred: Referred[],
): Promise<Refused[]> {
  const refused: Refused[] = []
  for (const arrival of arrivals) {
    const { table } = arrival
    const own = live.find(({ name }) => name === table.name)
    for (const reference of own?.foreignKeys ?? []) refused.push(...(await listOrphans(database, arrival, reference)))
  }
  if (refused.length > 0) return withoutRepeats(refused)
  for (const arrival of arrivals) {
    const { table } = arrival
    for (const [child, reference] of referencesTo(table.name, live))
      if (reference.parentColumns.every((name) => table.keyNames.includes(name)))
        refused.push(...(await listNeeded(database, arrival, child, reference)))
  }
  for (const one of referred) refused.push(...(await listNeededBefore(database, one)))
  return withoutRepeats(refused)
}

const referencesTo = (parent: string, live: Table[]): [Table, ForeignKey][] =>
  live.flatMap((child) =>
    child.foreignKeys.filter((one) => one.parent === parent).map((one): [Table, ForeignKey] => [child, one]),
  )

/** Arrived rows whose parent is missing. */
async function listOrphans(database: Database, arrival: ArrivedTable, reference: ForeignKey): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const { columns, parent, parentColumns } = reference
  const refers = columns.map((name, i) => `${sql.name(parentColumns[i] as string, 'p')} = ${sql.name(name, 'child')}`)
  const orphans = `
    SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    JOIN ${sql.name(table.name)} AS child ON ${sql.sameKey(table.keyNames, 'child', 'a')}
    WHERE a.":exists" = 1 AND ${columns.map((name) => `${sql.name(name, 'child')} IS NOT NULL`).join(' AND ')}
      AND NOT EXISTS (SELECT 1 FROM ${sql.name(parent)} AS p WHERE ${refers.join(' AND ')})`
  return listRefused(database, arrival, orphans, {
    reason: `the row of ${parent} it refers to is missing here`,
    remedy: `Enter that row of ${parent}, here or at the office, or change ${columns.join(', ')} of this one at the office.`,
  })
}

const stillNeeded = (child: Table) => ({
  reason: `rows of ${child.name} here still refer to it`,
  remedy: `Delete or change those rows of ${child.name}, or keep this one: central-office parked discard NUMBER.`,
})

/** Deleted rows to whose key others still refer. */
async function listNeeded(
  database: Database,
  arrival: ArrivedTable,
  child: Table,
  { columns, parentColumns }: ForeignKey,
): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  // Without the affinity of the parent's key (the plus), the index of a child that was declared with another can serve.
  const refers = columns.map((name, i) => `${sql.name(name, 'child')} = +${sql.name(parentColumns[i] as string, 'a')}`)
  const needed = `
    SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    WHERE a.":exists" = 0 AND EXISTS (SELECT 1 FROM ${sql.name(child.name)} AS child WHERE ${refers.join(' AND ')})
      AND NOT EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS p WHERE ${sql.sameKey(table.keyNames, 'p', 'a')})`
  return listRefused(database, arrival, needed, stillNeeded(child))
}

/** Deleted or changed rows to whose former values others still refer, and no other row has these now. */
async function listNeededBefore(
  database: Database,
  { arrival, child, reference, before }: Referred,
): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = arrival
  const { columns, parentColumns } = reference
  const each = (write: (i: number) => string) => columns.map((_, i) => write(i)).join(' AND ')
  const needed = `
    SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
    JOIN ${before} AS b ON ${sql.sameKey(table.keyNames, 'b', 'a')}
    WHERE EXISTS (SELECT 1 FROM ${sql.name(child.name)} AS child
        WHERE ${each((i) => `${sql.name(columns[i] as string, 'child')} = b.":was_${i}"`)})
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
