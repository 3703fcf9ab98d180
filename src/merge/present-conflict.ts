import type { OfficeTable } from '../capture/office-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { rowCondition } from './conflict-row.ts'
import type { Conflict } from './conflicts.ts'

type Present = { value: Value; at: bigint | null; number: string | null; name: string | null }

/**
 * Open conflicts as they stand now: the office's side is what the office has at present, by another decision about the same value, an
 * edit, or a store's change that came since. Settled ones are as they were recorded.
 */
export async function presentConflicts(
  database: Database,
  tables: ReadonlyMap<string, OfficeTable>,
  conflicts: readonly Conflict[],
): Promise<Conflict[]> {
  const present: Conflict[] = []
  for (const conflict of conflicts) present.push(await presentConflict(database, tables, conflict))
  return present
}

export async function presentConflict(
  database: Database,
  tables: ReadonlyMap<string, OfficeTable>,
  conflict: Conflict,
): Promise<Conflict> {
  const table = tables.get(conflict.table)
  if (conflict.outcome !== 'open' || !table) return conflict
  const { column } = conflict
  if (column !== null && !table.values.includes(column)) return conflict
  const sql = new SqlText(database.dialect)
  const found = await database.get<Present>(
    `SELECT ${column === null ? 'NULL' : sql.name(column, 'o')} AS value, l.":at" AS at, s.number AS number, s.name AS name
     FROM ${sql.name(table.name)} AS o
     LEFT JOIN ${table.log} AS l ON ${sql.sameKey(table.officeKey, 'l', 'o')}
     LEFT JOIN ${OWN_PREFIX}stores AS s ON s.id = l.":by"
     WHERE (${sql.list(table.officeKey, 'o')}) = (SELECT ${sql.list(table.officeKey)} FROM ${sql.name(table.name)}
       WHERE ${rowCondition(sql, table, conflict)})`,
  )
  if (!found) return { ...conflict, moved: 'gone' }
  if (column === null || isSame(found.value, conflict.officeValue)) return conflict
  const officeAt = found.at === null || found.at === 0n ? null : Number(found.at)
  return {
    ...conflict,
    moved: 'changed',
    officeValue: found.value,
    officeStore: found.number,
    officeStoreName: found.name,
    officeAt,
  }
}

/** Alike, type and all. */
const isSame = (one: Value, other: Value): boolean =>
  one instanceof Uint8Array && other instanceof Uint8Array
    ? Buffer.compare(one, other) === 0
    : typeof one === typeof other && one === other
