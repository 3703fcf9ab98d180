import type { Database } from '../databases/database.ts'
import { type Difference, readDifferences } from '../merge/verify-differences.ts'
import { OfficeComparison, readComparison } from '../transmission/verify-state.ts'

/** A comparison with a store, and the rows that it has found to differ. */
export type Verified = Pick<OfficeComparison, 'state' | 'beganAt' | 'doneAt' | 'leftOut' | 'repair'> & {
  /** Names of the tables that are compared. */
  tables: string[]
  /** `parked`: how many of `total` the store's database refuses as the office has them. */
  differences: { total: number; parked: number; rows: Difference[] }
}

/** How far the comparison with a store (its id) has come, and what it has found: at most `limit` rows. Null: none was ever begun. */
export async function readVerified(database: Database, store: number, limit: number): Promise<Verified | null> {
  const comparison = await readComparison(database, store, OfficeComparison)
  if (!comparison) return null
  const { state, beganAt, doneAt, leftOut, repair, columns } = comparison
  const differences = await readDifferences(database, store, limit)
  return { state, beganAt, doneAt, leftOut, repair, tables: Object.keys(columns), differences }
}
