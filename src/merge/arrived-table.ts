import type { ReplicatedTable } from '../capture/replicated-table.ts'

/** A table at a store while a payload is merged: the rows that are to be written stand in the temporary table `arrived`. */
export type ArrivedTable = {
  table: ReplicatedTable
  /** Transmitted columns that the payload has. */
  values: string[]
  arrived: string
  /** Temporary table that says of rows which were parked before since when; null where none was. */
  parkedBefore: string | null
  rows: number
}
