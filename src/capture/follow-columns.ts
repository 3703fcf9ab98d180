import type { Database } from '../databases/database.ts'
import { sameName } from '../model/names.ts'
import type { CapturedLayout } from './captured-layout.ts'
import type { ReplicatedTable } from './replicated-table.ts'
import { commas, SqlText } from './sql-text.ts'
import { lookupTable, storeNames } from './store-names.ts'
import { transmits } from './transmits.ts'
import { typeText } from './type-text.ts'

/**
 * Makes room for the columns that the shop added to a captured table, or that the replica setup no longer leaves out.
 * Inside a transaction. Rows in which a new column holds a value are noted as changed from NULL, so that the
 * office gets it; at time 0, so that a default never beats what somebody typed elsewhere. That holds for an office-maintained
 * table as well: a column that is new to the office is filled by the store that has it first.
 */
export async function followColumns(
  database: Database,
  table: ReplicatedTable,
  captured: CapturedLayout,
): Promise<void> {
  const added = table.columns.filter((column) => !captured.columns.some(({ name }) => sameName(name, column.name)))
  if (added.length === 0) return
  const sql = new SqlText(database.dialect)
  const names = storeNames(table.id)
  for (const { name, type } of added) {
    for (const own of [names.pending, names.sent, names.parked]) await addColumn(database, own, name, '')
    if (table.sharing === 'lookup') await addColumn(database, lookupTable(table.name), name, typeText(type))
  }
  const isNew = (name: string) => added.some((column) => column.name === name)
  // A waiting row of the office says nothing about the new column yet: what the row has here stays. A row that the filter keeps back
  // here is another one, and not to be taken for the office's because of what the office has never heard of.
  await database.run(`
    UPDATE ${names.parked} AS p SET ${sql.each(
      added.map(({ name }) => name),
      (name) => `${sql.name(name)} = ${sql.name(name, 'live')}`,
    )}
    FROM ${sql.name(table.name)} AS live
    WHERE ${sql.sameKey(table.keyNames, 'live', 'p')} AND ${transmits(sql, table, 'live')}`)
  await database.run(`
    INSERT INTO ${names.pending} (${commas(sql.list(table.keyNames), '":existed", ":at"', sql.list(table.values))})
    SELECT ${commas(sql.list(table.keyNames), '1, 0', ...table.values.map((name) => (isNew(name) ? 'NULL' : sql.name(name))))}
    FROM ${sql.name(table.name)}
    WHERE (${added.map(({ name }) => `${sql.name(name)} IS NOT NULL`).join(' OR ')})
      AND ${table.keyNames.map((name) => `${sql.name(name)} IS NOT NULL`).join(' AND ')}
    ON CONFLICT (${sql.list(table.keyNames)}) DO NOTHING`)
}

/** A column that was transmitted once, and left out since, is still there, with images that are no longer true. */
async function addColumn(database: Database, target: string, name: string, type: string): Promise<void> {
  const quote = database.dialect.quote
  const there = await database.get(
    `SELECT 1 AS one FROM pragma_table_info($1) WHERE lower(name) = lower($2)`,
    target,
    name,
  )
  await (there
    ? database.run(`UPDATE ${quote(target)} SET ${quote(name)} = NULL`)
    : database.script(`ALTER TABLE ${quote(target)} ADD COLUMN ${quote(name)} ${type}`))
}
