import { z } from 'zod'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { Epoch } from '../model/ids.ts'

const Columns = z.record(z.string(), z.array(z.string()))

/** How far the office has come in comparing itself with one store. Kept as text in its database. */
export const OfficeComparison = z.strictObject({
  /** Counts up, so that an answer to an earlier comparison is not taken for one to this. */
  number: z.int().min(1),
  /**
   * wanted: begins with the next transmission; narrowing: sums have come from the store, which are to be looked at; prepared: own
   * sums are to be sent; asked: the store has not answered; done.
   */
  state: z.enum(['wanted', 'narrowing', 'prepared', 'asked', 'done']),
  /** Office clock, milliseconds. */
  beganAt: z.int(),
  doneAt: z.int().nullable(),
  /** Columns outside the key that are compared, by table. */
  columns: Columns,
  /** Tables that the store could not compare for now. */
  leftOut: z.array(z.string()),
  /** The last question: the streams it went into and the payload it is in. When these are no more, it is lost. */
  asked: z.strictObject({ downEpoch: Epoch, upEpoch: Epoch.nullable(), number: z.int() }).nullable(),
  /** Questions sent. */
  rounds: z.int().min(0),
  /** Rows that differ are to be settled. */
  repair: z.boolean(),
})
export type OfficeComparison = z.infer<typeof OfficeComparison>

/** What a store has to answer, and whether it wants the office to begin. */
export const StoreComparison = z.strictObject({
  question: z
    .strictObject({
      number: z.int().min(1),
      columns: Columns,
      leftOut: z.array(z.string()),
      /** The rows here were looked at. */
      ready: z.boolean(),
      /** Number of the payload that ended the answer. */
      answeredIn: z.int().nullable(),
    })
    .nullable(),
  /** Somebody here wants a comparison: number of the payload that says so, 0 = none yet; null: nobody does. */
  wishedIn: z.int().nullable(),
})
export type StoreComparison = z.infer<typeof StoreComparison>

/** Null where nothing was ever compared. `store`: 0 at a store. */
export async function readComparison<T>(
  database: Database,
  store: number,
  schema: { parse: (value: unknown) => T },
): Promise<T | null> {
  const row = await database.get<{ about: string }>(
    `SELECT about FROM ${OWN_PREFIX}comparisons WHERE store = $1`,
    store,
  )
  return row ? schema.parse(JSON.parse(row.about)) : null
}

export async function saveComparison(
  database: Database,
  store: number,
  about: OfficeComparison | StoreComparison,
): Promise<void> {
  await database.run(
    `INSERT INTO ${OWN_PREFIX}comparisons (store, about) VALUES ($1, $2) ON CONFLICT (store) DO UPDATE SET about = excluded.about`,
    store,
    JSON.stringify(about),
  )
}
