import { z } from 'zod'
import { Guid, Time } from './words.ts'

/** A row that office and store do not hold alike. */
export const Difference = z.strictObject({
  table: z.string(),
  /** SQL literals in key order. */
  key: z.string(),
  kind: z.enum(['missing at store', 'missing at office', 'differs', 'parked at store']),
  /** The store has been asked to send it, so that the conflict rules settle it. */
  sent: z.boolean(),
})

/** The office beside one store, row by row; it takes some transmissions of both. Null: never begun. */
export const Comparison = z.strictObject({
  comparison: z
    .strictObject({
      /**
       * wanted, prepared: goes on with the next transmission here; asked: the store's next transmission brings the answer; narrowing:
       * some rows differ, the next transmission here looks closer; done.
       */
      state: z.enum(['wanted', 'narrowing', 'prepared', 'asked', 'done']),
      beganAt: Time,
      doneAt: Time.nullable(),
      /** What differs is to be settled. */
      repair: z.boolean(),
      tables: z.array(z.string()),
      /** Not compared for now. */
      leftOut: z.array(z.string()),
      total: z.int(),
      /** How many of these are parked: the store's database refuses them as the office has them. */
      parked: z.int(),
      /** At most 200 of them, by table and key. */
      rows: z.array(Difference),
    })
    .nullable(),
})
export type Comparison = z.infer<typeof Comparison>

/** `stores` empty: all that are not ignored. `again`: begins anew where one has ended, or waits. */
export const Compare = z.strictObject({
  stores: z.array(Guid).max(10_000),
  repair: z.boolean().optional(),
  again: z.boolean().optional(),
})
export type Compare = z.infer<typeof Compare>
