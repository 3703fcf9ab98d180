import { type Asked, browseRows } from '../../location/data/browse-rows.ts'
import { type BrowsedTable, browsedTables } from '../../location/data/browsed-table.ts'
import { countRows } from '../../location/data/count-rows.ts'
import { wholeRow } from '../../location/data/edit-rows.ts'
import { exportRows } from '../../location/data/export-rows.ts'
import { type NamedStore, namedStores } from '../../location/data/named-stores.ts'
import { labelColumn, labelOf } from '../../location/data/row-label.ts'
import type { ReadRow } from '../../location/data/row-values.ts'
import { lookAtLocation } from '../../location/look-at-location.ts'
import { listReports } from '../../location/reports/report-list.ts'
import { openHome } from '../../settings/home.ts'
import { readSettings } from '../../settings/settings-file.ts'
import type { Surroundings } from '../../threads/work.ts'
import { cellOf } from '../cell.ts'
import type { DataColumn, DataPage, DataRow, DataTable, WholeRow } from '../contract/data.ts'

/** A page does not wait for another program: it is told that the database is busy. Milliseconds. */
const PATIENCE = 60

const columnsOf = ({ columns, editable }: BrowsedTable): DataColumn[] =>
  columns.map(({ name, type, key, notNull }) => ({ name, type, key, notNull, editable }))

/** As pages are told of it. */
export const rowShown = ({ name, store, values, cut }: ReadRow, named: Map<string, NamedStore>): DataRow => ({
  id: name,
  store: store === null ? null : { guid: store, ...(named.get(store) ?? { number: '', name: '' }) },
  cells: values.map(cellOf),
  cut,
})

const tables = (_: null, { folder }: Surroundings): Promise<DataTable[]> =>
  lookAtLocation(
    folder,
    async (place) => {
      const shown: DataTable[] = []
      for (const table of await browsedTables(place))
        shown.push({
          name: table.name,
          sharing: table.sharing,
          rows: await countRows(place.database, table),
          columns: columnsOf(table),
          perStore: table.guidColumn !== null,
          editable: table.editable,
          why: table.why,
        })
      return shown
    },
    { busyTimeout: PATIENCE },
  )

/** `maySort`: else null where all rows would have to be sorted, which is work for the thread that sorts. */
type Given<What> = What & { maySort: boolean }

const page = ({ maySort, ...asked }: Given<Asked>, { folder, signal }: Surroundings): Promise<DataPage | null> =>
  lookAtLocation(
    folder,
    async (place) => {
      const found = await browseRows(place, asked, { maySort, signal })
      if (found === null) return null
      const named = await namedStores(place, found.table)
      return {
        columns: columnsOf(found.table),
        rows: found.rows.map((row) => rowShown(row, named)),
        next: found.next,
        total: found.total,
      }
    },
    { busyTimeout: PATIENCE },
  )

const row = ({ table, id }: { table: string; id: string }, { folder }: Surroundings): Promise<WholeRow> =>
  lookAtLocation(
    folder,
    async (place) => {
      const found = await wholeRow(place, table, id)
      const at = found.table.columns.findIndex(({ name }) => name === labelColumn(found.table.columns))
      return {
        columns: columnsOf(found.table),
        row: rowShown(found.row, await namedStores(place, found.table)),
        label: labelOf(found.row.values[at]),
      }
    },
    { busyTimeout: PATIENCE },
  )

const csv = ({ maySort, ...asked }: Given<Omit<Asked, 'limit'>>, { folder, signal }: Surroundings) =>
  lookAtLocation(folder, (place) => exportRows(place, asked, { maySort, signal }), { busyTimeout: 5_000 })

/** Every report's file, tried on the database without running it. */
const reports = async (_: null, { folder }: Surroundings) => {
  const home = await openHome(folder)
  return listReports(home, (await readSettings(home)).database)
}

/** Looks into tables: in a thread of its own, and once more in one where long sorting holds up nobody. */
export const browsing = { tables, page, row, csv, reports }
export type Browsing = typeof browsing
