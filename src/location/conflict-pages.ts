import { SqlText } from '../capture/sql-text.ts'
import type { Database, Row, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { rowCondition } from '../merge/conflict-row.ts'
import { type Conflict, conflictOf, conflictWords, readConflict, SELECT_CONFLICT } from '../merge/conflicts.ts'
import { presentConflict, presentConflicts } from '../merge/present-conflict.ts'
import type { OfficeReplica } from '../transmission/office-replica.ts'
import { labelColumn, labelOf } from './data/row-label.ts'

/** Open conflicts by the store they came from (its id). */
export async function countOpenConflicts(database: Database): Promise<Map<number, number>> {
  const counted = await database.all<{ store: bigint; n: bigint }>(
    `SELECT store, count(*) AS n FROM ${OWN_PREFIX}conflicts WHERE outcome = 'open' GROUP BY store`,
  )
  return new Map(counted.map(({ store, n }) => [Number(store), Number(n)]))
}

const total = (counted: Map<number, number>): number => [...counted.values()].reduce((sum, n) => sum + n, 0)

/**
 * One page of the conflicts: open ones oldest first, all of them newest first. `after`: the id the page before ended with; 0 or
 * left out = the first page. `search`: words that all stand in a conflict.
 */
export async function pageConflicts(
  { database, replica }: { database: Database; replica: OfficeReplica },
  {
    which,
    after = 0,
    search = '',
    limit,
  }: { which: 'open' | 'all'; after?: number | undefined; search?: string | undefined; limit: number },
): Promise<{ conflicts: LabelledConflict[]; open: number; more: boolean }> {
  const { where, values } = conflictWords(search, 2)
  const rows =
    which === 'open'
      ? await database.all(
          `${SELECT_CONFLICT} WHERE c.outcome = 'open' AND c.id > $1 AND ${where} ORDER BY c.id LIMIT $2`,
          after,
          limit + 1,
          ...values,
        )
      : await database.all(
          `${SELECT_CONFLICT} WHERE c.id < $1 AND ${where} ORDER BY c.id DESC LIMIT $2`,
          after === 0 ? Number.MAX_SAFE_INTEGER : after,
          limit + 1,
          ...values,
        )
  return {
    conflicts: await withLabels(
      database,
      replica,
      await presentConflicts(database, await replica.tables(), rows.slice(0, limit).map(conflictOf)),
    ),
    open: total(await countOpenConflicts(database)),
    more: rows.length > limit,
  }
}

/** `label`: what people know the row by; '' where it is gone, or says nothing. */
export type LabelledConflict = Conflict & { label: string }

async function withLabels(
  database: Database,
  replica: Pick<OfficeReplica, 'tables'>,
  conflicts: Conflict[],
): Promise<LabelledConflict[]> {
  if (conflicts.length === 0) return []
  const tables = await replica.tables()
  const sql = new SqlText(database.dialect)
  const labelled: LabelledConflict[] = []
  for (const conflict of conflicts) {
    const table = tables.get(conflict.table)
    const column = table && labelColumn(table.columns)
    const row =
      table && column
        ? await database.get<{ label: Value }>(
            `SELECT ${sql.name(column)} AS label FROM ${sql.name(table.name)} WHERE ${rowCondition(sql, table, conflict)}`,
          )
        : undefined
    labelled.push({ ...conflict, label: labelOf(row?.label) })
  }
  return labelled
}

/** Earlier conflicts of the same row that are shown beside one. */
const HISTORY = 50

/** A conflict beside the row it is about. */
export type ConflictShown = {
  conflict: LabelledConflict
  /** The other open conflicts of the same row. */
  beside: Conflict[]
  /** What was settled about the same row before, newest first. */
  settled: Conflict[]
  columns: { name: string; key: boolean; conflict: number | null; current: Value; incoming: Value }[]
  /** The row is there at the office. */
  exists: boolean
  /** The next open conflict of another row. */
  next: number | null
}

/** Errors: CONFLICT_UNKNOWN. */
export async function showConflict(database: Database, replica: OfficeReplica, id: number): Promise<ConflictShown> {
  const tables = await replica.tables()
  const conflict = await presentConflict(database, tables, await readConflict(database, id))
  const sameRow = `c.table_name = $1 AND c.row_key = $2 AND s.guid = $3`
  const about = [conflict.table, conflict.rowKey, conflict.storeGuid]
  const openOnes = await database.all(
    `${SELECT_CONFLICT} WHERE c.outcome = 'open' AND ${sameRow} ORDER BY c.id`,
    ...about,
  )
  const beside = await presentConflicts(
    database,
    tables,
    openOnes.map(conflictOf).filter((other) => other.id !== id),
  )
  const settled = (
    await database.all(
      `${SELECT_CONFLICT} WHERE c.outcome <> 'open' AND ${sameRow} AND c.id <> $4 ORDER BY c.id DESC LIMIT $5`,
      ...about,
      id,
      HISTORY,
    )
  ).map(conflictOf)
  const next = (after: number) =>
    database.get<{ id: bigint }>(
      `SELECT c.id FROM ${OWN_PREFIX}conflicts AS c JOIN ${OWN_PREFIX}stores AS s ON s.id = c.store
       WHERE c.outcome = 'open' AND c.id > $4 AND NOT (${sameRow}) ORDER BY c.id LIMIT 1`,
      ...about,
      after,
    )
  const following = (await next(id)) ?? (await next(0))
  const row = await currentRow(database, replica, conflict)
  return {
    conflict: (await withLabels(database, replica, [conflict]))[0] ?? { ...conflict, label: '' },
    beside,
    settled,
    columns:
      row === null
        ? []
        : columnsOf(
            row,
            [conflict, ...beside].filter(({ outcome }) => outcome === 'open'),
          ),
    exists: row?.current != null,
    next: following === undefined ? null : Number(following.id),
  }
}

type Current = { keyNames: string[]; values: string[]; current: Row | null }

async function currentRow(database: Database, replica: OfficeReplica, conflict: Conflict): Promise<Current | null> {
  const table = (await replica.tables()).get(conflict.table)
  if (table === undefined) return null
  const { keyNames, values } = table
  const sql = new SqlText(database.dialect)
  const current = await database.get(
    `SELECT ${sql.list([...keyNames, ...values])} FROM ${sql.name(table.name)} WHERE ${rowCondition(sql, table, conflict)}`,
  )
  return { keyNames, values, current: current ?? null }
}

/** Columns in conflict first, then the key, then the others as the table has them. */
function columnsOf({ keyNames, values, current }: Current, conflicts: Conflict[]): ConflictShown['columns'] {
  const columns = [...keyNames, ...values].map((name) => {
    const about = conflicts.find(({ column }) => column === name)
    const now = current?.[name] ?? (about ? about.officeValue : null)
    return {
      name,
      key: keyNames.includes(name),
      conflict: about?.id ?? null,
      current: now,
      incoming: about ? about.storeValue : now,
    }
  })
  return [
    ...columns.filter(({ conflict }) => conflict !== null),
    ...columns.filter(({ conflict }) => conflict === null),
  ]
}
