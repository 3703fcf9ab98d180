import type { Database } from '../databases/database.ts'
import { OWN_PREFIX } from '../databases/sqlite-describe.ts'
import { columnOf, type ReplicaSetup, setupOf, type TableSetup } from '../model/replica-setup.ts'
import { CapturedLayout } from './captured-layout.ts'
import { dropLookupTable, endCapture } from './end-capture.ts'
import { replicate } from './replicated-table.ts'
import { createLookupTable } from './store-capture.ts'

type Catalogued = { id: bigint; name: string; layout: string }

/**
 * Brings the captured tables of a store from one replica setup to another, as far as they are captured already; `followTables`
 * then takes up what is wanted. A table whose life ended is let go: captured anew and loaded again if it is still
 * transmitted. Inside a transaction.
 */
export async function carrySetup(database: Database, before: ReplicaSetup, after: ReplicaSetup): Promise<void> {
  for (const row of await database.all<Catalogued>(`SELECT id, name, layout FROM ${OWN_PREFIX}tables`)) {
    const was = setupOf(before, row.name)
    const now = setupOf(after, row.name)
    if (now.sharing === 'none' || now.since !== was.since) {
      await endCapture(database, { id: Number(row.id), name: row.name })
      continue
    }
    const layout = CapturedLayout.parse(JSON.parse(row.layout))
    await forgetReturned(database, row, layout, was, now)
    if (was.sharing === 'lookup' && now.sharing !== 'lookup') await dropLookupTable(database, row.name)
    if (was.sharing !== 'lookup' && now.sharing === 'lookup')
      await createLookupTable(database, replicate(Number(row.id), layout, now))
  }
}

/** A column that transmits again is taken for a new one: its values are loaded, those that the office had kept are gone. */
async function forgetReturned(
  database: Database,
  { id }: Catalogued,
  layout: CapturedLayout,
  was: TableSetup,
  now: TableSetup,
): Promise<void> {
  const returned = ({ name }: { name: string }) =>
    !layout.key.includes(name) && columnOf(now, name).since !== columnOf(was, name).since
  const columns = layout.columns.filter((column) => !returned(column))
  if (columns.length === layout.columns.length) return
  await database.run(
    `UPDATE ${OWN_PREFIX}tables SET layout = $2 WHERE id = $1`,
    id,
    JSON.stringify({ ...layout, columns }),
  )
}
