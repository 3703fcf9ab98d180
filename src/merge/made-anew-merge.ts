import { commas } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { recordColumnConflicts } from './conflict-records.ts'
import { type Judge, Verdict } from './judge.ts'
import type { KeyRange } from './key-range.ts'
import { judgeMissing } from './refill-merge.ts'
import { logJudged, oweJudged } from './row-log.ts'
import { takeIntoRows } from './take-into-rows.ts'

const { nothing, taken, storeWins, officeStands, rowGone } = Verdict

/**
 * Merges all rows of a store's table in a range of keys, of which the store does not know what they looked like before: its
 * triggers were gone for a while. What differs is taken from the store where it has seen the office's row as it is; where the row
 * was changed since, the rules decide. Either way the value that loses is kept: the store's may be the older one. A row that is
 * missing comes back to the store: it may have been deleted there or lost, and a row too many is easier put right. Inside a transaction. Returns the number of conflicts.
 */
export async function mergeMadeAnew(database: Database, judge: Judge, range: KeyRange): Promise<number> {
  const { sql, table, values, neverTakes } = judge
  const now = (column: string) => sql.name(column, 'i')
  const differs = (column: string, alias: string) => judge.differs(sql.name(column, alias), now(column), column)
  const deleted = `COALESCE(l.":gone", 0) = 1 AND ${judge.owed}`
  const contested = (column: string) =>
    judge.refuses(column)
      ? officeStands
      : `CASE WHEN ${judge.storeWinsColumn(column)} THEN ${storeWins} ELSE ${officeStands} END`
  const { create, fill } = judge.statements([
    ...values.map((column) => ({
      name: column,
      verdict: `CASE
        WHEN NOT ${judge.there} THEN CASE WHEN ${neverTakes ? 'TRUE' : `${deleted} AND ${differs(column, 'l')}`} THEN ${rowGone} ELSE ${nothing} END
        WHEN NOT (${differs(column, 'o')}) THEN ${nothing}
        WHEN ${judge.refuses(column) ? 'TRUE' : judge.owed} THEN ${contested(column)} ELSE ${storeWins} END`,
    })),
    {
      name: ':verdict',
      verdict: `CASE WHEN ${judge.there} THEN ${nothing} WHEN ${neverTakes ? 'TRUE' : deleted} THEN ${rowGone} ELSE ${taken} END`,
    },
  ])
  await database.script(create)
  await database.run(fill)
  const added = `NOT j.":there" AND j.":verdict" = ${taken}`
  const kind = neverTakes ? 'office table' : 'insert'
  const conflicts = await recordColumnConflicts(database, judge, kind, { base: () => 'NULL', store: now })
  await takeIntoRows(database, judge, now)
  await database.run(`
    INSERT INTO ${sql.name(table.name)} (${commas(sql.list(table.officeKey), sql.list(values))})
    SELECT ${commas(sql.list(table.officeKey, 'j'), sql.list(values, 'i'))} ${judge.judgedRows} WHERE ${added}`)
  await logJudged(database, judge, {
    changed: `(${added} OR ${judge.any(values, [storeWins])})`,
    contested: judge.any(values, [officeStands]),
    where: `(j.":there" OR ${added})`,
  })
  await oweJudged(database, judge, `j.":verdict" = ${rowGone}`)
  await judgeMissing(database, judge, range)
  await oweJudged(database, judge, 'TRUE')
  return conflicts
}
