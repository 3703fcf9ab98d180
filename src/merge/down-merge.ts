import { forgetHighWater } from '../capture/high-water.ts'
import { freeName, type ReplicatedTable } from '../capture/replicated-table.ts'
import { commas, SqlText } from '../capture/sql-text.ts'
import { lookupTable } from '../capture/store-names.ts'
import { withoutCapture } from '../capture/without-capture.ts'
import type { Database } from '../databases/database.ts'
import { carriesNoRows, type PayloadContents, type PayloadTable, payloadTableName } from '../model/payload-contents.ts'
import { applyArrived } from './apply-arrived.ts'
import { collectArrived } from './arrived.ts'
import type { ArrivedTable } from './arrived-table.ts'
import { forgetKnown, noteKnown } from './kept-back.ts'
import { listNewWithout, noteDefaults } from './note-defaults.ts'
import { moveImages, setPendingAside } from './pending-edits.ts'
import { loadingTables, setUnderWayAside, setUnloadedAside } from './unloaded-rows.ts'

/**
 * Merges an attached payload of the office into the shop's tables, inside the caller's transaction, after what the office has
 * acknowledged was forgotten. Without contents it only gives parked rows another try. `orphansStand`: a refill has come whole, so that a row whose parent is still missing was
 * without it before. Returns rows the payload had, and rows parked.
 */
export async function mergeDown(
  database: Database,
  tables: ReplicatedTable[],
  contents: Pick<PayloadContents, 'tables'>,
  { orphansStand } = { orphansStand: false },
): Promise<{ rows: number; parked: number }> {
  return withoutCapture(database, async () => {
    const arrivals: ArrivedTable[] = []
    for (const table of tables) {
      const arrival = await collectArrived(database, table, contents.tables)
      if (arrival) arrivals.push(arrival)
    }
    const loading = arrivals.length > 0 ? await loadingTables(database, tables) : new Set()
    const waiting = new Map<ArrivedTable, string>()
    for (const arrival of arrivals) {
      if (loading.has(arrival.table.id)) await setUnloadedAside(database, arrival)
      await setUnderWayAside(database, arrival)
      const name = await setPendingAside(database, arrival)
      if (name !== null) waiting.set(arrival, name)
    }
    const fresh = new Map<ArrivedTable, string>()
    for (const arrival of arrivals) {
      const name = await listNewWithout(database, arrival)
      if (name !== null) fresh.set(arrival, name)
    }
    // Tables that take no part can refer to arrived rows as well.
    const parked =
      arrivals.length > 0 ? await applyArrived(database, arrivals, await database.tables(), orphansStand) : 0
    for (const arrival of arrivals) await noteKnown(database, arrival)
    for (const [arrival, name] of waiting) await moveImages(database, arrival, name)
    for (const [arrival, name] of fresh) await noteDefaults(database, arrival, name)
    for (const table of tables) await forgetKnown(database, table)
    for (const incoming of contents.tables) await mergeElsewhere(database, tables, incoming)
    // A trigger of the shop's may have set one while rows arrived, which have no entry.
    for (const { id } of tables) await forgetHighWater(database, id)
    return { rows: rowsOf(contents.tables), parked }
  })
}

const rowsOf = (tables: PayloadTable[]): number =>
  tables.reduce((sum, { operation, rows }) => sum + (carriesNoRows(operation) ? 0 : rows), 0)

/** Rows of other stores: nobody edits them here, so they are simply put in place. */
async function mergeElsewhere(database: Database, tables: ReplicatedTable[], incoming: PayloadTable): Promise<void> {
  const table = tables.find(({ name, sharing }) => name === incoming.name && sharing === 'lookup')
  if (!table || incoming.rows === 0 || !incoming.operation.endsWith('_elsewhere')) return
  const sql = new SqlText(database.dialect)
  const target = sql.name(lookupTable(table.name))
  const from = database.dialect.payloadTable('incoming', payloadTableName(incoming))
  const guid = sql.name(freeName('store_guid', table.columns))
  const number = sql.name(freeName('store_number', table.columns))
  const key = commas(guid, sql.list(table.keyNames))
  await database.run(
    `DELETE FROM ${target} WHERE (${key}) IN (SELECT ${commas('":guid"', sql.list(table.keyNames))} FROM ${from})`,
  )
  if (incoming.operation !== 'put_elsewhere') return
  const values = incoming.values.filter((name) => table.values.includes(name))
  await database.run(`
    INSERT INTO ${target} (${commas(guid, number, sql.list(table.keyNames), sql.list(values))})
    SELECT ${commas('":guid", ":number"', sql.list(table.keyNames), sql.list(values))} FROM ${from}`)
}
