import { type OfficeTable, withoutPuttingBack } from '../capture/office-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import type { Database, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { CentralOfficeError } from '../model/errors.ts'
import { restoreLastImage, rowCondition, rowKeySql } from './conflict-row.ts'
import { type Conflict, type Decision, readConflict, unknownTable } from './conflicts.ts'

/** What became of it. `row`: what had to be done to the row. `partly`: brought back with the recorded columns alone. */
export type PutBack = { conflict: Conflict; row: 'changed' | 'brought back' | 'partly' | 'deleted' }

/**
 * Puts a value that lost a settled conflict back, as an ordinary edit of the office's that every location gets; inside a
 * transaction. `choice` null: the value that lost, where there is one only. A row that is gone comes back as it last was; where
 * nobody kept that, with the values of the conflict. Of a conflict about a whole row, what lost is the row or its
 * removal. Errors: CONFLICT_UNKNOWN, CONFLICT_OPEN, TABLE_UNKNOWN, USAGE.
 */
export async function putBack(
  database: Database,
  tables: Map<string, OfficeTable>,
  id: number,
  choice: Decision | null,
  now: number,
): Promise<PutBack> {
  const conflict = await readConflict(database, id)
  if (conflict.outcome === 'open') throw stillOpen(id)
  const table = tables.get(conflict.table)
  if (!table) throw unknownTable(conflict.table)
  const { column } = conflict
  const done = await withoutPuttingBack(database, table, () =>
    column === null
      ? putRowBack(database, table, conflict, choice)
      : putValueBack(database, table, conflict, column, chosenValue(conflict, choice)),
  )
  await database.run(
    `UPDATE ${OWN_PREFIX}conflicts SET put_back = $2, put_back_at = $3 WHERE id = $1`,
    id,
    conflict.column === null ? (done === 'deleted' ? 'removal' : 'row') : chosenValue(conflict, choice),
    now,
  )
  return { conflict: await readConflict(database, id), row: done }
}

function chosenValue(conflict: Conflict, choice: Decision | null): Value {
  if (choice === null) return lostValue(conflict)
  if ('value' in choice) return choice.value
  return choice.take === 'store' ? conflict.storeValue : conflict.officeValue
}

function lostValue({ id, outcome, officeValue, storeValue, decided }: Conflict): Value {
  if (outcome !== 'decided') return outcome === 'store' ? officeValue : storeValue
  if (same(decided, officeValue)) return storeValue
  if (same(decided, storeValue)) return officeValue
  throw new CentralOfficeError('USAGE', `In conflict ${id} both values lost, to a third one.`, {
    hint: 'Say which one is to be put back: --take office, or --take store.',
  })
}

const same = (one: Value, two: Value): boolean =>
  one instanceof Uint8Array && two instanceof Uint8Array ? Buffer.compare(one, two) === 0 : one === two

async function putValueBack(
  database: Database,
  table: OfficeTable,
  conflict: Conflict,
  column: string,
  value: Value,
): Promise<PutBack['row']> {
  const sql = new SqlText(database.dialect)
  if (!table.values.includes(column)) throw columnGone(conflict, column)
  const update = `UPDATE ${sql.name(table.name)} SET ${sql.name(column)} = $1 WHERE ${rowCondition(sql, table, conflict)}`
  if ((await database.run(update, value)) > 0) return 'changed'
  const whole = await restoreLastImage(database, table, conflict)
  if (!whole) await insertRecorded(database, table, conflict)
  await database.run(update, value)
  return whole ? 'brought back' : 'partly'
}

async function putRowBack(
  database: Database,
  table: OfficeTable,
  conflict: Conflict,
  choice: Decision | null,
): Promise<PutBack['row']> {
  if (choice && 'value' in choice)
    throw new CentralOfficeError(
      'USAGE',
      `The conflict ${conflict.id} is about a whole row, which has no single value.`,
      { hint: `Leave --value out: central-office conflicts put-back ${conflict.id}` },
    )
  const sql = new SqlText(database.dialect)
  const condition = rowCondition(sql, table, conflict)
  const there = await database.get(`SELECT 1 AS one FROM ${sql.name(table.name)} WHERE ${condition}`)
  if (there) {
    if (rowLost(conflict)) throw nothingToPutBack(conflict, 'the row is there')
    await database.run(`DELETE FROM ${sql.name(table.name)} WHERE ${condition}`)
    return 'deleted'
  }
  if (!rowLost(conflict) && conflict.kind !== 'office table')
    throw nothingToPutBack(conflict, 'the row is gone, which is what had lost')
  if (await restoreLastImage(database, table, conflict)) return 'brought back'
  await insertRecorded(database, table, conflict)
  return table.values.length > 0 ? 'partly' : 'brought back'
}

/** The row lost only where a person decided for the store that had deleted it; else its removal did. */
const rowLost = ({ outcome, kind }: Conflict): boolean => outcome === 'decided' && kind === 'deleted at store'

/** A row of which nothing is left but what was recorded of it in this conflict. */
async function insertRecorded(database: Database, table: OfficeTable, conflict: Conflict): Promise<void> {
  const sql = new SqlText(database.dialect)
  await database.run(
    `INSERT INTO ${sql.name(table.name)} (${sql.list(table.officeKey)}) VALUES (${rowKeySql(sql, table, conflict)})`,
  )
  const records = await database.all<{ column_name: string; kept: Value }>(
    `SELECT c.column_name, CASE WHEN c.outcome = 'store' THEN c.office_value ELSE c.store_value END AS kept
     FROM ${OWN_PREFIX}conflicts AS c JOIN ${OWN_PREFIX}conflicts AS this
       ON c.tick = this.tick AND c.table_name = this.table_name AND c.store = this.store AND c.row_key = this.row_key
     WHERE this.id = $1 AND c.column_name IS NOT NULL`,
    conflict.id,
  )
  const known = records.filter(({ column_name }) => table.values.includes(column_name))
  if (known.length === 0) return
  await database.run(
    `UPDATE ${sql.name(table.name)} SET ${commas(...known.map(({ column_name }, i) => `${sql.name(column_name)} = $${i + 1}`))}
     WHERE ${rowCondition(sql, table, conflict)}`,
    ...known.map(({ kept }) => kept),
  )
}

const stillOpen = (id: number): CentralOfficeError =>
  new CentralOfficeError('CONFLICT_OPEN', `The conflict ${id} waits for a decision, so nothing of it is lost yet.`, {
    hint: `Decide it with: central-office conflicts resolve ${id} --take office|store`,
  })

const columnGone = ({ id, table }: Conflict, column: string): CentralOfficeError =>
  new CentralOfficeError(
    'CONFLICT_UNKNOWN',
    `The value of conflict ${id} cannot be put back: the table ${table} transmits no column ${column} any more.`,
    { hint: `See the value with: central-office conflicts show ${id}` },
  )

const nothingToPutBack = ({ id }: Conflict, why: string): CentralOfficeError =>
  new CentralOfficeError('CONFLICT_UNKNOWN', `Nothing of conflict ${id} can be put back: ${why}.`, {
    hint: `See what came of it with: central-office conflicts show ${id}`,
  })
