import { type OfficeTable, withoutPuttingBack } from '../capture/office-table.ts'
import { SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { restoreLastImage, rowCondition } from './conflict-row.ts'
import { type Conflict, type Decision, readConflict, unknownTable } from './conflicts.ts'
import { presentConflict } from './present-conflict.ts'

/**
 * Carries out a decision, inside a transaction, as an edit of the office's own, and marks the conflict as decided. The office's side is
 * what the office has now: another decision about the same value may have come before.
 */
export async function decideConflict(
  database: Database,
  tables: Map<string, OfficeTable>,
  id: number,
  decision: Decision,
  now: number,
): Promise<Conflict> {
  const conflict = await presentConflict(database, tables, await readConflict(database, id))
  if (conflict.outcome !== 'open')
    throw new CentralOfficeError('CONFLICT_SETTLED', `The conflict ${id} is settled already.`, {
      hint: 'See what came of it with: central-office conflicts show NUMBER',
    })
  const table = tables.get(conflict.table)
  if (!table) throw unknownTable(conflict.table)
  const { column } = conflict
  if (column === null) await decideRow(database, table, conflict, decision)
  else await withoutPuttingBack(database, table, () => decideColumn(database, table, conflict, column, decision))
  const decided =
    'value' in decision ? decision.value : decision.take === 'store' ? conflict.storeValue : standing(conflict)
  await database.run(
    `UPDATE ${OWN_PREFIX}conflicts SET outcome = 'decided', decided = $2, decided_at = $3 WHERE id = $1`,
    id,
    decided,
    now,
  )
  return readConflict(database, id)
}

/** What stands at the office where its side is taken. */
const standing = ({ moved, officeValue }: Conflict): Value => (moved === 'gone' ? null : officeValue)

async function decideColumn(
  database: Database,
  table: OfficeTable,
  conflict: Conflict,
  column: string,
  decision: Decision,
): Promise<void> {
  if ('take' in decision && decision.take === 'office') return // the office's value stands everywhere already
  if (!table.values.includes(column)) throw columnLeftOut(conflict, column)
  const sql = new SqlText(database.dialect)
  const value = 'value' in decision ? decision.value : conflict.storeValue
  const update = `UPDATE ${sql.name(table.name)} SET ${sql.name(column)} = $1 WHERE ${rowCondition(sql, table, conflict)}`
  if ((await database.run(update, value)) > 0) return
  await bringBack(database, table, conflict)
  await database.run(update, value)
}

/** The only question about a whole row: the store deleted it, the office changed it. */
async function decideRow(
  database: Database,
  table: OfficeTable,
  conflict: Conflict,
  decision: Decision,
): Promise<void> {
  if ('value' in decision)
    throw new CentralOfficeError(
      'USAGE',
      `The conflict ${conflict.id} is about a whole row, which has no single value.`,
      {
        hint: 'Decide with --take office (keep the row) or --take store (delete it).',
      },
    )
  if (decision.take === 'office') {
    // To keep the row, where it has been deleted since.
    if (conflict.moved === 'gone' && conflict.kind === 'deleted at store') await bringBack(database, table, conflict)
    return
  }
  const sql = new SqlText(database.dialect)
  await database.run(`DELETE FROM ${sql.name(table.name)} WHERE ${rowCondition(sql, table, conflict)}`)
}

/** Puts a row deleted at the office back as it last was. */
async function bringBack(database: Database, table: OfficeTable, conflict: Conflict): Promise<void> {
  if (await restoreLastImage(database, table, conflict)) return
  throw new CentralOfficeError(
    'CONFLICT_UNKNOWN',
    `The row of conflict ${conflict.id} is gone and cannot be brought back.`,
    {
      hint: 'Decide with --take office, and enter the row anew where it is wanted.',
    },
  )
}

const columnLeftOut = ({ id, table }: Conflict, column: string): CentralOfficeError =>
  new CentralOfficeError(
    'CONFLICT_UNKNOWN',
    `In conflict ${id} there is nothing left to decide: the table ${table} transmits no column ${column} any more.`,
    { hint: `Let what the office has stand: central-office conflicts resolve ${id} --take office` },
  )
