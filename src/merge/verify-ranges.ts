import type { Database, Row, Value } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { hasSum, type RangeSum } from './verify-sums.ts'
import { boundsOf, inRange, type LiteralRange, type VerifiedTable } from './verify-table.ts'

/** What is to become of a range: see `capture/verify-schema.ts`. */
export type RangeState = 'theirs' | 'differs' | 'ours' | 'list'

/** A range as it is kept until it has been dealt with. */
export type KeptRange = RangeSum & { id: number; table: string }

const RANGES = `${OWN_PREFIX}ranges`

/** Keeps ranges of one table. Inside a transaction. `store`: 0 at a store. */
export async function keepRanges(
  database: Database,
  store: number,
  table: string,
  state: RangeState,
  ranges: RangeSum[],
): Promise<void> {
  for (const { beyond, upto, rows, sum } of ranges) {
    const values: Value[] = [store, table, state, beyond, upto, rows, sum]
    await database.run(
      `INSERT INTO ${RANGES} (store, table_name, state, beyond, upto, rows, sum) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      ...values,
    )
  }
}

/**
 * Ranges in one of some states, in the order in which they were kept. Those that went out in the payload that is being made, or
 * in a later one, were taken back with it: they are to be sent.
 */
export async function keptRanges(
  database: Database,
  store: number,
  states: RangeState[],
  making = 0,
): Promise<KeptRange[]> {
  const rows = await database.all(
    `SELECT * FROM ${RANGES} WHERE store = $1 AND state IN (${states.map((state) => `'${state}'`).join(', ')})
       AND (batch IS NULL OR batch >= $2) ORDER BY id`,
    store,
    making,
  )
  return rows.map(keptRange)
}

const keptRange = (row: Row): KeptRange => ({
  id: Number(row.id),
  table: String(row.table_name),
  beyond: row.beyond === null ? null : String(row.beyond),
  upto: row.upto === null ? null : String(row.upto),
  rows: Number(row.rows),
  sum: row.sum as Uint8Array,
})

export const noteSent = (database: Database, id: number, batch: number): Promise<number> =>
  database.run(`UPDATE ${RANGES} SET batch = $2 WHERE id = $1`, id, batch)

/** The rows here differ; `rows`: how many they are. */
export const noteDiffers = (database: Database, id: number, rows: number): Promise<number> =>
  database.run(`UPDATE ${RANGES} SET state = 'differs', rows = $2 WHERE id = $1`, id, rows)

export const noteListed = (database: Database, id: number): Promise<number> =>
  database.run(`UPDATE ${RANGES} SET state = 'list' WHERE id = $1`, id)

export const forgetRange = (database: Database, id: number): Promise<number> =>
  database.run(`DELETE FROM ${RANGES} WHERE id = $1`, id)

export const forgetRanges = (database: Database, store: number): Promise<number> =>
  database.run(`DELETE FROM ${RANGES} WHERE store = $1`, store)

/** Puts own ranges in the place of one from the other side. Inside a transaction. */
export async function replaceRange(
  database: Database,
  store: number,
  { id, table }: KeptRange,
  state: RangeState,
  ranges: RangeSum[],
): Promise<void> {
  await forgetRange(database, id)
  await keepRanges(database, store, table, state, ranges)
}

/**
 * Holds ranges from the other side against the rows here. Outside a transaction, so that whoever writes meanwhile waits for one
 * range at most: a change between two of them only makes a range that is looked at more closely. Returns those that differ.
 */
export async function findDiffering(
  database: Database,
  table: VerifiedTable,
  theirs: KeptRange[],
): Promise<KeptRange[]> {
  const differing: KeptRange[] = []
  for (const range of theirs)
    if (!(await hasSum(database, table, await boundsOf(database, table, range), range))) differing.push(range)
  return differing
}

/** How many rows stand in a range here. */
export async function countRange(database: Database, table: VerifiedTable, range: LiteralRange): Promise<number> {
  const found = await database.get<{ rows: bigint }>(
    `SELECT count(*) AS rows FROM ${table.from} WHERE ${inRange(table, range)}`,
  )
  return Number(found?.rows ?? 0)
}
