import { z } from 'zod'
import { ConflictRule, TableSetup as SavedTable, Sharing } from '../../model/replica-setup.ts'
import { Time } from './words.ts'

export { ConflictRule, Sharing }

/** As it is typed: what is wrong with a filter is told among the effects, beside its table. */
const TableSetup = SavedTable.extend({
  filter: z.string().min(1).max(2000, 'a condition has at most 2,000 characters').optional(),
})

const SetBy = z.enum(['store', 'office'])

export const SetupTable = z.strictObject({
  name: z.string(),
  /** False: it has no setup of its own, the first row holds for it. */
  named: z.boolean(),
  sharing: Sharing,
  rule: ConflictRule,
  /** Named by a person, for a table that declares none. */
  key: z.array(z.string()),
  naturalKey: z.boolean(),
  /** Only rows that fulfil it leave their store; '' = all. */
  filter: z.string(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      key: z.boolean(),
      /** Null: as the table. */
      rule: ConflictRule.nullable(),
      transmit: z.boolean(),
      /** The side that alone may set it; null: every side. */
      setBy: SetBy.nullable(),
    }),
  ),
  /** Stores that have shown it. 0: nobody has yet, its columns are not known. */
  stores: z.int(),
  /** Its rows have come from a store. */
  inUse: z.boolean(),
  /** Stores that cannot transmit it as it is, each with the reason and what would settle it. */
  refused: z.array(z.strictObject({ store: z.string(), reason: z.string(), remedy: z.string() })),
})
export type SetupTable = z.infer<typeof SetupTable>

export const ReplicaSetupPage = z.strictObject({
  version: z.int(),
  /** The first row: holds for every table that is not named. */
  default: z.strictObject({ sharing: Sharing, rule: ConflictRule }),
  tables: z.array(SetupTable),
  /** Tables that are no longer transmitted, or began anew: their rows as they were, until somebody drops them. */
  kept: z.array(
    z.strictObject({ keptAs: z.string(), table: z.string(), sharing: Sharing, version: z.int(), at: Time }),
  ),
  /** Stores that got the setup and go on by another. */
  otherSetup: z.array(z.strictObject({ store: z.string(), version: z.int() })),
})
export type ReplicaSetupPage = z.infer<typeof ReplicaSetupPage>

/**
 * The whole setup as it is to be. `version` is the one the page was made from: where another has been saved since, it is
 * refused. A table whose setup is to be the default's is left out.
 */
export const ReplicaSetupChange = z.strictObject({
  version: z.int(),
  default: z.strictObject({ sharing: Sharing, rule: ConflictRule }),
  tables: z.record(z.string().min(1).max(200), TableSetup),
})
export type ReplicaSetupChange = z.input<typeof ReplicaSetupChange>

export const CheckQuery = z.object({ check: z.enum(['1']).optional() })

/** What a change does, in sentences. `saved` false: it was only checked, or was refused. */
export const ReplicaSetupEffect = z.strictObject({
  saved: z.boolean(),
  version: z.int(),
  effects: z.array(
    z.strictObject({
      /** '' = the first row. */
      table: z.string(),
      /** The part of the table's setup it comes from. */
      field: z.enum(['sharing', 'rule', 'key', 'filter', 'columns']),
      text: z.string(),
      level: z.enum(['info', 'warn', 'error']),
    }),
  ),
})
export type ReplicaSetupEffect = z.infer<typeof ReplicaSetupEffect>

export const KeptParameter = z.object({ keptAs: z.string().min(1).max(300) })
