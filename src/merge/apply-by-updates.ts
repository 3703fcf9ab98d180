import { SqlText } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { affinityOf } from '../databases/sqlite-affinity.ts'
import { deleteRemoved, writeRows } from './apply-in-place.ts'
import { sameRow } from './up-export.ts'
import { update, type WrittenTable } from './written-table.ts'

/**
 * The way for rows that stand in each other's way in a table whose triggers run for them. Rows are not taken out and put back: that
 * would set off delete triggers, and go round guards against updates. What is unique gets a passing value first, as a person would do it.
 */
export async function applyByUpdates(database: Database, written: WrittenTable): Promise<void> {
  await deleteRemoved(database, written)
  await freeUniqueValues(database, written)
  await writeRows(database, written)
}

async function freeUniqueValues(database: Database, written: WrittenTable): Promise<void> {
  const sql = new SqlText(database.dialect)
  const { table, arrived } = written
  const columns = freedColumns(written)
  if (columns.length === 0) return
  const differs = sql.anyDiffers(
    columns.map(({ name }) => name),
    table.untyped,
    (name) => sql.name(name, 'live'),
    (name) => sql.name(name, 'a'),
  )
  await database.run(`
    ${update(sql, written)} AS live SET ${columns.map(({ name, passing }) => `${sql.name(name)} = ${passing}`).join(', ')}
    FROM ${arrived} AS a WHERE ${sameRow(sql, table, 'live', 'a')} AND a.":exists" = 1 AND (${differs})`)
}

/** Of each unique index one column, and an expression for a value in it that no other row has. */
function freedColumns({ live, values }: WrittenTable): { name: string; passing: string }[] {
  const freed = new Map<string, string>()
  for (const { terms } of live?.uniques ?? []) {
    const column = live?.columns.find(({ name }) => values.includes(name) && terms.some((term) => term.column === name))
    if (column) freed.set(column.name, column.notNull ? passingValue(column.type) : 'NULL')
  }
  return [...freed].map(([name, passing]) => ({ name, passing }))
}

function passingValue(type: string): string {
  const affinity = affinityOf(type)
  if (affinity === 'BLOB') return 'randomblob(16)'
  return affinity === 'TEXT' ? 'hex(randomblob(16))' : 'random()'
}
