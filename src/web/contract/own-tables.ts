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

/** A trigger of the shop's program that rows from the office can set off; see `capture/shop-triggers.ts`. */
export const OwnTrigger = z.strictObject({
  name: z.string(),
  table: z.string(),
  effect: z.enum(['nothing', 'own', 'transmitted', 'both', 'unknown']),
  /** Tables that it writes. */
  writes: z.array(z.string()),
  /** Why it cannot be told; '' where it can. */
  why: z.string(),
  /** What a person decided; null: as the effect suggests. */
  choice: z.enum(['run', 'skip']).nullable(),
  /** For rows from the office; for the shop's own it always does. */
  runs: z.boolean(),
})
export type OwnTrigger = z.infer<typeof OwnTrigger>

export const TriggerChoice = z.strictObject({ trigger: z.string().min(1).max(200), choice: OwnTrigger.shape.choice })
export type TriggerChoice = z.infer<typeof TriggerChoice>

/** At a store: its tables, and the replica setup it goes by. */
export const OwnTables = z.strictObject({
  tables: z.array(OwnTable),
  triggers: z.array(OwnTrigger),
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
