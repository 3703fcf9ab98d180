import type { Database } from '../databases/database.ts'
import { type Judge, Verdict } from './judge.ts'

const { taken, storeWins } = Verdict

/** Writes the values that were taken, or won, into rows that are there. */
export async function takeIntoRows(database: Database, judge: Judge, now: (column: string) => string): Promise<void> {
  const { sql, table, values } = judge
  if (values.length === 0) return
  const wins = `IN (${taken}, ${storeWins})`
  await database.run(`
    UPDATE ${sql.name(table.name)} AS o
    SET ${values.map((column) => `${sql.name(column)} = CASE WHEN ${sql.name(column, 'j')} ${wins} THEN ${now(column)} ELSE ${sql.name(column, 'o')} END`).join(', ')}
    ${judge.judgedRows} WHERE ${sql.sameKey(table.officeKey, 'o', 'j')} AND j.":there" AND ${judge.any(values, [taken, storeWins])}`)
}
