import { z } from 'zod'
import { ConflictRule, Sharing, TableSetup } from '../../model/replica-setup.ts'

export { ConflictRule, Sharing, TableSetup }

export const SetupTable = z.strictObject({
  name: z.string(),
  /** False: it has no setup of its own, the first row holds for it. */
  named: z.boolean(),
  sharing: Sharing,
  rule: ConflictRule,
  /** Named by a person, for a table that declares none. */
  key: z.array(z.string()),
  naturalKey: z.boolean(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      key: z.boolean(),
      /** Null: as the table. */
      rule: ConflictRule.nullable(),
      transmit: z.boolean(),
    }),
  ),
  /** Stores that have shown it. 0: nobody has yet, its columns are not known. */
  stores: z.int(),
  /** Its rows have come from a store: how it is shared cannot be changed any more. */
  inUse: z.boolean(),
})
export type SetupTable = z.infer<typeof SetupTable>

export const ReplicaSetupPage = z.strictObject({
  version: z.int(),
  /** The first row: holds for every table that is not named. */
  default: z.strictObject({ sharing: Sharing, rule: ConflictRule }),
  tables: z.array(SetupTable),
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
  effects: z.array(z.strictObject({ table: z.string(), text: z.string(), level: z.enum(['info', 'warn', 'error']) })),
})
export type ReplicaSetupEffect = z.infer<typeof ReplicaSetupEffect>
