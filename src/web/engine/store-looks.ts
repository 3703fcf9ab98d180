import { lookAtStore } from '../../location/look-at-location.ts'
import { readOwnTables } from '../../location/own-tables.ts'
import { listParked } from '../../merge/parked.ts'
import { showParked } from '../../merge/parked-settle.ts'
import type { Surroundings } from '../../threads/work.ts'

/** A page does not wait for the shop's program: it is told that the database is busy. Milliseconds. */
const PATIENCE = { busyTimeout: 60 }

const parked = ({ limit }: { limit: number }, { folder }: Surroundings) =>
  lookAtStore(folder, ({ database }) => listParked(database, limit), PATIENCE)

const parkedRow = ({ number }: { number: number }, { folder }: Surroundings) =>
  lookAtStore(
    folder,
    async ({ database, replica }) => showParked(database, (await replica.state()).setup, number),
    PATIENCE,
  )

const ownTables = (_: null, { folder }: Surroundings) =>
  lookAtStore(folder, ({ database, replica }) => readOwnTables(database, replica), PATIENCE)

/** What a store's pages show of its own database. */
export const storeLooks = { parked, parkedRow, ownTables }
