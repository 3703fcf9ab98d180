import { keepParkedNumber, nextParkedNumber } from '../capture/parked-number.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { storeNames } from '../capture/store-names.ts'
import type { Database } from '../databases/database.ts'
import type { Refused } from './refused.ts'

/** Keys written into one statement. */
const KEYS_A_STATEMENT = 400

/** Moves refused rows from `arrived` into the parked table of their table. Returns how many. */
export async function park(database: Database, { arrival, keys, reason, remedy }: Refused): Promise<number> {
  const sql = new SqlText(database.dialect)
  const { table, arrived, parkedBefore } = arrival
  const { parked: target } = storeNames(table.id)
  const key = sql.list(table.keyNames)
  const columns = commas(key, '":exists"', sql.list(table.values))
  const earlier = (name: string, otherwise: string) => (parkedBefore ? `COALESCE(w.${name}, ${otherwise})` : otherwise)
  const before = parkedBefore ? `LEFT JOIN ${parkedBefore} AS w ON ${sql.sameKey(table.keyNames, 'w', 'a')}` : ''
  let parked = 0
  for (let i = 0; i < keys.length; i += KEYS_A_STATEMENT) {
    const some = keys.slice(i, i + KEYS_A_STATEMENT)
    const bound = (first: number) =>
      some
        .map((one, row) => `(${one.map((_, column) => `$${first + row * one.length + column}`).join(', ')})`)
        .join(', ')
    parked += await database.run(
      `INSERT INTO ${target} (${columns}, ":number", ":reason", ":remedy", ":since", ":tries")
       SELECT ${commas(sql.list(table.keyNames, 'a'), 'a.":exists"', sql.list(table.values, 'a'))},
         ${earlier('":number"', nextParkedNumber)}, $1, $2, ${earlier('":since"', sql.dialect.now)},
         ${earlier('":tries"', '0')} + 1
       FROM ${arrived} AS a ${before} WHERE (${sql.list(table.keyNames, 'a')}) IN (VALUES ${bound(3)})`,
      reason,
      remedy,
      ...some.flat(),
    )
    await keepParkedNumber(database, table.id)
    await database.run(`DELETE FROM ${arrived} WHERE (${key}) IN (VALUES ${bound(1)})`, ...some.flat())
  }
  return parked
}
