import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import type { Table } from '../databases/table.ts'
import type { ArrivedTable } from './arrived.ts'
import { keyText, listRefused, type Refused } from './refused.ts'

/**
 * Finds arrived rows that leave a reference without its parent: rows whose parent is missing, and deleted rows that others
 * still refer to. Looks at the touched rows only, after all tables are written.
 */
export async function foreignKeyViolations(
  database: Database,
  arrivals: ArrivedTable[],
  live: Table[],
): Promise<Refused[]> {
  const sql = new SqlText(database.dialect)
  const refused: Refused[] = []
  for (const arrival of arrivals) {
    const { table, arrived } = arrival
    const own = live.find(({ name }) => name === table.name)
    for (const { columns, parent, parentColumns } of own?.foreignKeys ?? []) {
      const referred = columns.map(
        (name, i) => `${sql.name(parentColumns[i] as string, 'p')} = ${sql.name(name, 'child')}`,
      )
      const orphans = `
        SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
        JOIN ${sql.name(table.name)} AS child ON ${sql.sameKey(table.keyNames, 'child', 'a')}
        WHERE a.":exists" = 1 AND ${columns.map((name) => `${sql.name(name, 'child')} IS NOT NULL`).join(' AND ')}
          AND NOT EXISTS (SELECT 1 FROM ${sql.name(parent)} AS p WHERE ${referred.join(' AND ')})`
      refused.push(
        ...(await listRefused(database, arrival, orphans, `the row of ${parent} it refers to is missing here`)),
      )
    }
    for (const child of live)
      for (const { columns, parent, parentColumns } of child.foreignKeys) {
        // A deleted row's other columns are not known any more, so only references to its key can be checked.
        if (parent !== table.name || !parentColumns.every((name) => table.keyNames.includes(name))) continue
        const refers = columns.map(
          (name, i) => `${sql.name(name, 'child')} = ${sql.name(parentColumns[i] as string, 'a')}`,
        )
        const needed = `
          SELECT ${sql.list(table.keyNames, 'a')} FROM ${arrived} AS a
          WHERE a.":exists" = 0 AND EXISTS (SELECT 1 FROM ${sql.name(child.name)} AS child WHERE ${refers.join(' AND ')})
            AND NOT EXISTS (SELECT 1 FROM ${sql.name(table.name)} AS p WHERE ${sql.sameKey(table.keyNames, 'p', 'a')})`
        refused.push(...(await listRefused(database, arrival, needed, `rows of ${child.name} here still refer to it`)))
      }
  }
  return withoutRepeats(refused)
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
