import type { OfficeTable } from '../capture/office-table.ts'
import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { keptJson } from '../model/kept-json.ts'
import { ReplicaSetup } from '../model/replica-setup.ts'
import { readOfficeTables } from './office-tables.ts'

const setupIn = keptJson(ReplicaSetup)

/** The replica setup as it stands in the office's database. */
export async function readSetup(database: Database): Promise<ReplicaSetup> {
  const state = await database.get<{ replica_setup: string }>(`SELECT replica_setup FROM ${OWN_PREFIX}state`)
  return setupIn(String(state?.replica_setup))
}

/** The collated tables, by name. */
export const readTables = async (database: Database): Promise<Map<string, OfficeTable>> =>
  readOfficeTables(database, await readSetup(database))

/** Counts on: whatever is changed from now on is newer than all before. */
export async function nextTick(database: Database): Promise<number> {
  const state = await database.get<{ tick: bigint }>(`UPDATE ${OWN_PREFIX}state SET tick = tick + 1 RETURNING tick`)
  return Number(state?.tick)
}
