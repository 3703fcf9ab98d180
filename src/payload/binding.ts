import type { Direction, Epoch, Guid } from '../model/ids.ts'

/** Which payload: its stream (direction, store, epoch) and its number there, 1 or more. A seal holds for this one only. */
export type PayloadBinding = { direction: Direction; guid: Guid; epoch: Epoch; number: number }
