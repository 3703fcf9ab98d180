import type { Database } from '../databases/database.ts'
import type { Table } from '../databases/table.ts'
import type { ReplicaSetup } from '../model/replica-setup.ts'
import { setupOf } from '../model/replica-setup.ts'
import type { CapturedLayout } from './captured-layout.ts'
import { dropOwnTriggers } from './end-capture.ts'
import { followColumns } from './follow-columns.ts'
import { forgetHighWater } from './high-water.ts'
import { keepLayout } from './keep-layout.ts'
import { noteAllRows } from './note-meanwhile.ts'
import { type ReplicatedTable, replicate } from './replicated-table.ts'
import { renewTriggers } from './store-capture.ts'
import { judgeTables } from './store-tables.ts'

/**
 * Captures tables again that were rebuilt by the shop's program, or that the office takes now: what changed in them went unnoticed,
 * so all their rows are compared with the office's. Inside a transaction. A table without rows waits for a person: it may
 * be about to be filled. Returns the tables, and how many rows each has.
 */
export async function captureRebuilt(
  database: Database,
  setup: ReplicaSetup,
): Promise<{ table: string; rows: number }[]> {
  const again: { table: string; rows: number }[] = []
  for (const { table, layout, rebuilt: live } of (await judgeTables(database, setup)).leftOut) {
    if (!live) continue
    const present = replicate(table.id, live, setupOf(setup, live.name))
    again.push({ table: live.name, rows: await captureAgain(database, present, live, layout) })
  }
  return again
}

/** Captures a table again, and has all its rows compared with the office's. Inside a transaction. Returns how many there are. */
export async function captureAgain(
  database: Database,
  table: ReplicatedTable,
  live: Table,
  layout: CapturedLayout,
): Promise<number> {
  await dropOwnTriggers(database, table.id)
  const rows = await noteAllRows(database, table)
  await followColumns(database, table, layout)
  await renewTriggers(database, table, live)
  await forgetHighWater(database, table.id)
  await keepLayout(database, table, live)
  return rows
}
