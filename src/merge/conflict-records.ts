import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { type Judge, Verdict } from './judge.ts'
import { VISITING } from './visiting.ts'

export type ConflictKind = 'update' | 'insert' | 'deleted at store' | 'deleted at office' | 'office table'

/** How to read a column's values out of an incoming row. */
type ValueSource = { base: (column: string) => string; store: (column: string) => string }

const COLUMNS = `tick, noticed_at, table_name, store, row_key, column_name, kind, base, office_value, store_value,
  office_at, office_store, store_at, rule, outcome`

/** The row's key as SQL literals, readable and reversible; without the store's GUID, which stands in `store`. */
const rowKey = ({ sql, table }: Judge): string =>
  table.keyNames.map((name) => sql.dialect.literal(sql.name(name, 'j'))).join(` || ', ' || `)

/**
 * Keeps every value that lost by the verdicts in `judged`, one record a column, and asks a person where the rule is `ask`.
 * To be called before the verdicts are carried out. `columns`: those that have verdicts. Returns the number of records.
 */
export async function recordColumnConflicts(
  database: Database,
  judge: Judge,
  kind: ConflictKind,
  source: ValueSource,
  columns = judge.values,
): Promise<number> {
  const { sql } = judge
  if (columns.length === 0) return 0
  const gone = judge.neverTakes ? kind : 'deleted at office'
  const lost = `IN (${Verdict.storeWins}, ${Verdict.officeStands}, ${Verdict.rowGone})`
  const counted = await database.get(
    `SELECT ${columns.map((column, i) => `count(*) FILTER (WHERE ${sql.name(column)} ${lost}) AS c${i}`).join(', ')} FROM ${judge.judged}`,
  )
  let records = 0
  for (const [i, column] of columns.entries()) {
    if (!counted?.[`c${i}`]) continue
    const rule = judge.ruleOf(column)
    const verdict = sql.name(column, 'j')
    const open = rule === 'ask' && !judge.refuses(column)
    records += await database.run(`
      INSERT INTO ${OWN_PREFIX}conflicts (${COLUMNS})
      SELECT v.tick, v.now, ${sql.text(judge.table.name)}, v.store, ${rowKey(judge)}, ${sql.text(column)},
        CASE WHEN ${verdict} = ${Verdict.rowGone} THEN ${sql.text(gone)} ELSE ${sql.text(kind)} END,
        ${source.base(column)}, ${sql.name(column, 'o')}, ${source.store(column)}, j.":log_at", j.":log_by", j.":at", ${sql.text(rule)},
        CASE WHEN ${verdict} = ${Verdict.storeWins} THEN 'store' ELSE '${open ? 'open' : 'office'}' END
      ${judge.judgedRows} LEFT JOIN ${sql.name(judge.table.name)} AS o ON ${judge.sameOfficeRow('o')}
      WHERE ${verdict} ${lost}`)
  }
  return records
}

/**
 * Keeps what judged rows that are about to go hold in columns that the store does not have, where it has not seen it: one record a
 * value. Of these rows nothing came in. `unseen`: condition on a column of office row `o`. Returns the number of records.
 */
export async function recordUnseen(
  database: Database,
  judge: Judge,
  where: string,
  unseen: (column: string) => string,
): Promise<number> {
  const { sql, table } = judge
  let records = 0
  for (const column of judge.missing)
    records += await database.run(`
      INSERT INTO ${OWN_PREFIX}conflicts (${COLUMNS})
      SELECT v.tick, v.now, ${sql.text(table.name)}, v.store, ${rowKey(judge)}, ${sql.text(column)}, 'deleted at store', NULL,
        ${sql.name(column, 'o')}, NULL, j.":log_at", j.":log_by", j.":at", ${sql.text(judge.ruleOf(column))}, 'store'
      FROM ${judge.judged} AS j CROSS JOIN ${sql.dialect.temporaryTable(VISITING)} AS v
      JOIN ${sql.name(table.name)} AS o ON ${sql.sameKey(table.officeKey, 'o', 'j')} WHERE ${where} AND ${unseen(column)}`)
  return records
}

/** One record for a whole row, for the judged rows that fulfil `where`. */
export async function recordRowConflicts(
  database: Database,
  judge: Judge,
  kind: ConflictKind,
  where: string,
  outcome: 'office' | 'store',
): Promise<number> {
  const { sql, table } = judge
  const shown = outcome === 'office' && table.setup.rule === 'ask' && !judge.neverTakes ? 'open' : outcome
  return database.run(`
    INSERT INTO ${OWN_PREFIX}conflicts (${COLUMNS})
    SELECT v.tick, v.now, ${sql.text(table.name)}, v.store, ${rowKey(judge)}, NULL, ${sql.text(kind)}, NULL, NULL, NULL,
      j.":log_at", j.":log_by", j.":at", ${sql.text(table.setup.rule)}, '${shown}'
    ${judge.judgedRows} WHERE ${where}`)
}
