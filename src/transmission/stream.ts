import type { Epoch } from '../model/ids.ts'

/** How far a stream of payloads has been applied: the life it is in (null: nothing seen yet) and the last number. */
export type StreamPosition = { epoch: Epoch | null; number: number }

export type Arrival =
  /** Exactly what is wanted next. */
  | 'next'
  /** Applied before: a copy that came again. */
  | 'repeated'
  /** An earlier one has not come yet. */
  | 'gap'
  /** The sender lives another life: restored from a backup, or two machines use one identity. */
  | 'fork'

/** Each stream is gap-free: 1, 2, 3 ... within its epoch. */
export function judgeArrival(position: StreamPosition, arriving: { epoch: Epoch; number: number }): Arrival {
  if (position.epoch !== null && position.epoch !== arriving.epoch) return 'fork'
  if (arriving.number <= position.number) return 'repeated'
  return arriving.number === position.number + 1 ? 'next' : 'gap'
}
