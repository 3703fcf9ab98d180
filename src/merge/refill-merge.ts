import { z } from 'zod'
import { commas } from '../capture/sql-text.ts'
import type { Database } from '../databases/database.ts'
import { recordColumnConflicts, recordRowConflicts, recordUnseen } from './conflict-records.ts'
import { type Judge, Verdict } from './judge.ts'
import { type KeyRange, withinRange } from './key-range.ts'
import { logDeleted, logJudged, oweJudged } from './row-log.ts'
import { takeIntoRows } from './take-into-rows.ts'
import { unseenBy } from './untold.ts'
import { VISITING } from './visiting.ts'

const { nothing, taken, storeWins, officeStands, rowGone } = Verdict

/** How the office, restored from a backup, takes what a store holds. */
export const RefillRules = z.strictObject({
  /** The store had heard more of the office than any store that has refilled it so far, so its values outrank theirs. */
  outranks: z.boolean(),
  /** Rows that the store does not hold are gone. False where the store has lost rows itself. */
  deletes: z.boolean(),
})
export type RefillRules = z.infer<typeof RefillRules>

/**
 * Merges rows of a store that refill the office. What the store holds is what the office had before it was restored, and newer,
 * except where the office's row was changed since by a person here or by another store: that is a conflict, and whoever
 * loses it is kept. Inside a transaction. Returns the number of conflicts.
 */
export async function mergeRefill(
  database: Database,
  judge: Judge,
  range: KeyRange,
  rules: RefillRules,
): Promise<number> {
  const { sql, table, values } = judge
  const now = (column: string) => sql.name(column, 'i')
  const differs = (column: string, alias: string) => judge.differs(sql.name(column, alias), now(column), column)
  const deletedHere = `COALESCE(l.":gone", 0) = 1 AND ${judge.owed}`
  const asItWas = `NOT (${sql.each(values, (column) => differs(column, 'l'), ' OR ', 'FALSE')})`
  const { create, fill } = judge.statements([
    ...values.map((column) => ({
      name: column,
      verdict: `CASE WHEN NOT ${judge.there} OR NOT (${differs(column, 'o')}) THEN ${nothing}
        WHEN ${judge.owed} THEN ${rules.outranks ? storeWins : officeStands} ELSE ${taken} END`,
    })),
    {
      name: ':verdict',
      verdict: `CASE WHEN ${judge.there} THEN ${nothing} WHEN ${deletedHere} AND ${asItWas} THEN ${rowGone} ELSE ${taken} END`,
    },
  ])
  await database.script(create)
  await database.run(fill)
  const added = `NOT j.":there" AND j.":verdict" = ${taken}`
  const broughtBack = `${added} AND j.":gone" = 1 AND j.":owed"`
  let conflicts =
    (await recordColumnConflicts(database, judge, 'insert', { base: () => 'NULL', store: now })) +
    (await recordRowConflicts(database, judge, 'deleted at office', broughtBack, 'store'))
  await takeIntoRows(database, judge, now)
  await database.run(`
    INSERT INTO ${sql.name(table.name)} (${commas(sql.list(table.officeKey), sql.list(values))})
    SELECT ${commas(sql.list(table.officeKey, 'j'), sql.list(values, 'i'))} ${judge.judgedRows} WHERE ${added}`)
  await logJudged(database, judge, {
    changed: `(${added} OR ${judge.any(values, [taken, storeWins])})`,
    contested: judge.any(values, [officeStands]),
    where: `(j.":there" OR ${added})`,
  })
  await oweJudged(database, judge, `j.":verdict" = ${rowGone}`)
  if (rules.deletes) conflicts += await removeMissing(database, judge, range)
  return conflicts
}

/** Fills `judged` with the rows in the range that the store does not hold. */
export async function judgeMissing(database: Database, judge: Judge, range: KeyRange): Promise<void> {
  const { sql, table } = judge
  const within = withinRange(sql, table, 'o', range, 1)
  const { create } = judge.statements([])
  await database.script(create)
  await database.run(
    `INSERT INTO ${judge.judged} (${sql.list([':row', ...table.officeKey, ':at', ':there', ':gone', ':owed', ':due', ':untold', ':log_at', ':log_by'])})
     SELECT 0, ${sql.list(table.officeKey, 'o')}, 0, 1, 0, ${judge.owed}, ${judge.due}, ${judge.untold}, COALESCE(l.":at", 0), l.":by"
     FROM ${sql.dialect.temporaryTable(VISITING)} AS v CROSS JOIN ${sql.name(table.name)} AS o
     LEFT JOIN ${table.log} AS l ON ${sql.sameKey(table.officeKey, 'l', 'o')}
     WHERE ${table.guidColumn === null ? 'TRUE' : `${sql.name(table.guidColumn, 'o')} = v.guid`} AND ${within.condition}
       AND (${sql.list(table.keyNames, 'o')}) NOT IN (SELECT ${sql.list(table.keyNames)} FROM ${judge.incomingTable})`,
    ...within.bound,
  )
}

/**
 * Takes out the rows in the range that the store does not hold, those apart that it has not heard of. Returns the number of values that
 * went with them unseen by the store, each of which is kept in a record.
 */
async function removeMissing(database: Database, judge: Judge, range: KeyRange): Promise<number> {
  const { sql, table } = judge
  await judgeMissing(database, judge, range)
  const gone = `NOT j.":owed"`
  const records = await recordUnseen(database, judge, gone, await unseenBy(database, judge, 'j.":untold"'))
  await logDeleted(database, judge, gone)
  await database.run(`
    DELETE FROM ${sql.name(table.name)} WHERE (${sql.list(table.officeKey)}) IN (
      SELECT ${sql.list(table.officeKey, 'j')} FROM ${judge.judged} AS j WHERE ${gone})`)
  return records
}
