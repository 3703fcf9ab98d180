import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { Epoch, type Guid } from '../model/ids.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { livesOf } from './lives.ts'
import { Outbox } from './outbox.ts'
import { endedOf, type StoreLives } from './store-restart.ts'
import type { StreamPosition } from './stream.ts'
import type { StreamPart } from './stream-part.ts'
import { tagsOf } from './tags.ts'

/** The one row of the state table, as it stands in the database. */
export type State = StoreLives & {
  guid: string
  owes: bigint
  announced: string
  sequences: string
  last_export: bigint
  restarts: bigint
  restored_at: bigint | null
  rebuilds: bigint
  seen_former: string
  to_make: string
  replica_setup: string
  setup_refused: string
  unfinished: string | null
}

export type StoreState = {
  guid: Guid
  epoch: Epoch
  /** Null: nothing from the office yet. */
  downEpoch: Epoch | null
  /** The stream to the office is not in its first life. */
  anew: boolean
  exported: number
  applied: number
  /** Of the last payload applied. */
  appliedTag: string
  setup: ReplicaSetup
  /** Why the setup that the office sent last was not taken; null: it was. */
  setupRefused: string | null
  /** The initial load has not been exported whole. */
  loading: boolean
  /** This database was found to be restored: the office was asked for everything, or is sending it. */
  refill: 'asked' | 'coming' | null
  /** How often that happened, and when last, milliseconds since 1970. */
  restarts: number
  restoredAt: number | null
}

export const readState = async (database: Database): Promise<State> =>
  (await database.get<State>(`SELECT * FROM ${OWN_PREFIX}state`)) as State

export const acknowledgedBy = (state: State): StreamPart['acknowledged'] => ({
  epoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
  number: Number(state.applied),
  tag: tagsOf(state.applied_tags).at(-1) ?? '',
  began: Number(state.restarted_at),
})

/** What every payload says of epochs of the office that are not followed. */
export const notFollowedIn = (state: State): Pick<StreamPart, 'over' | 'refused'> => ({
  over: state.over === null ? null : Epoch.parse(state.over),
  refused: state.refused_epoch === null ? null : Epoch.parse(state.refused_epoch),
})

/** How far the office's stream has been applied. */
export const readPosition = async (database: Database, state: State): Promise<StreamPosition> => ({
  epoch: state.down_epoch === null ? null : Epoch.parse(state.down_epoch),
  number: Number(state.applied),
  tags: tagsOf(state.applied_tags),
  awaits: state.awaits === 1n ? Epoch.parse(state.up_epoch) : null,
  ended: endedOf(state),
  restartedAt: Number(state.restarted_at),
  sent: {
    epoch: Epoch.parse(state.up_epoch),
    number: Number(state.exported),
    tags: await new Outbox(database, 0).tags(),
    ended: livesOf(state.lives),
  },
})
