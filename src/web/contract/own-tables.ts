import { z } from 'zod'
import { ConflictRule, Sharing } from '../../model/replica-setup.ts'

/**
 * A table of a store's own database.
 * - captured: its changes go to the office.
 * - off: capture is switched off around a change of its layout.
 * - left out: it was changed in a way that a person must look at; everything else goes on.
 * - refused: the replica setup wants it, and it cannot be transmitted as it is.
 * - waiting: it is captured from the next transmission on.
 * - not transmitted: the replica setup leaves it out.
 */
export const OwnTable = z.strictObject({
  name: z.string(),
  state: z.enum(['captured', 'off', 'left out', 'refused', 'waiting', 'not transmitted']),
  sharing: Sharing,
  rule: ConflictRule,
  /** Only rows that fulfil it leave this store; null: all do. */
  filter: z.string().nullable(),
  /** Why it is not captured, and what to do; '' where there is nothing to say. */
  message: z.string(),
  hint: z.string(),
})
export type OwnTable = z.infer<typeof OwnTable>

/** At a store: its tables, and the replica setup it goes by. */
export const OwnTables = z.strictObject({
  tables: z.array(OwnTable),
  setup: z.int(),
  /** Why the setup that came last was not taken; null: it was. */
  setupRefused: z.string().nullable(),
  /** The office was asked to compare itself with this store, or has begun to. */
  comparing: z.enum(['no', 'asked', 'under way']),
})
export type OwnTables = z.infer<typeof OwnTables>

/** None named: all. */
export const CaptureTables = z.strictObject({ tables: z.array(z.string().min(1).max(200)).max(1000) })
export type CaptureTables = z.infer<typeof CaptureTables>

export const CaptureOff = z.strictObject({ off: z.array(z.strictObject({ table: z.string(), rows: z.int() })) })
export type CaptureOff = z.infer<typeof CaptureOff>

/** `found`: what changed meanwhile, in words. */
export const CaptureOn = z.strictObject({
  on: z.array(z.strictObject({ table: z.string(), found: z.string() })),
  stillOff: z.array(z.strictObject({ table: z.string(), code: z.string(), message: z.string(), hint: z.string() })),
})
export type CaptureOn = z.infer<typeof CaptureOn>
