import type { Place } from '../../location/data/browsed-table.ts'
import { deleteRow, insertRow, type Saved, updateRow, type Values } from '../../location/data/edit-rows.ts'
import { namedStores } from '../../location/data/named-stores.ts'
import type { Office } from '../../location/office.ts'
import { OpenHome } from '../../location/open-home.ts'
import { withLocation } from '../../location/running-location.ts'
import { Store } from '../../location/store.ts'
import type { Surroundings } from '../../threads/work.ts'
import type { DataRow } from '../contract/data.ts'
import { rowShown } from './browsing.ts'

const placeOf = (location: Office | Store): Place =>
  location instanceof Store
    ? { role: 'store', database: location.database, replica: location.replica }
    : { role: 'office', database: location.replica.database, replica: location.replica }

const inPlace = <T>(folder: string, work: (place: Place) => Promise<T>): Promise<T> =>
  withLocation(folder, (location) => work(placeOf(location)), OpenHome.beside)

const saved = async (place: Place, { table, row }: Saved): Promise<DataRow> =>
  rowShown(row, await namedStores(place, table))

const addRow = (given: { table: string; store: string | null; values: Values }, { folder }: Surroundings) =>
  inPlace(folder, async (place) => saved(place, await insertRow(place, given)))

type Change = { table: string; name: string; values: Values; before: Values }
const changeRow = (given: Change, { folder }: Surroundings) =>
  inPlace(folder, async (place) => saved(place, await updateRow(place, given)))

const removeRow = (given: Omit<Change, 'values'>, { folder }: Surroundings): Promise<null> =>
  inPlace(folder, async (place) => {
    await deleteRow(place, given)
    return null
  })

/** Edits of rows by a person, each a transaction of its own. */
export const rowEdits = { addRow, changeRow, removeRow }
