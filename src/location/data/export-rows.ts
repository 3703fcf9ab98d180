import type { Value } from '../../databases/database.ts'
import { affinityOf } from '../../databases/sqlite-affinity.ts'
import { OWN_PREFIX } from '../../databases/sqlite-describe.ts'
import { showStoreNumber } from '../../model/ids.ts'
import { type Asked, type Browsing, browseRows } from './browse-rows.ts'
import { type BrowsedTable, browsedTable, type Place } from './browsed-table.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv-text.ts'

/** Rows at a time; where every time all rows have to be sorted, more; where a row may hold a photo, few. */
const ROWS = { usual: 5_000, sorted: 20_000, bytes: 50 }

/**
 * A piece of a table as a CSV file, from `after` on: `next` is where the following piece begins, null: this was the last. Each
 * piece is read by itself, so that a slow download holds up nobody. `null`: as `browseRows`.
 */
export async function exportRows(
  place: Place,
  asked: Omit<Asked, 'limit'>,
  browsing: Browsing = {},
): Promise<{ text: string; next: string | null } | null> {
  const table = await browsedTable(place, asked.table)
  const numbers = await storeNumbers(place, table)
  const holdsBytes = table.columns.some(({ type }) => affinityOf(type) === 'BLOB')
  const limit = holdsBytes ? ROWS.bytes : browsing.maySort === false ? ROWS.usual : ROWS.sorted
  const page = await browseRows(place, { ...asked, limit }, { ...browsing, table, whole: true })
  if (page === null) return null
  const lines = page.rows.map(({ store, values }) =>
    csvLine([...(store === null ? [] : [storeText(numbers, store)]), ...values]),
  )
  const head = asked.after === null ? BYTE_ORDER_MARK + csvLine(heads(table)) : ''
  return { text: head + lines.join(''), next: page.next }
}

const heads = ({ guidColumn, columns }: BrowsedTable): Value[] => [
  ...(guidColumn === null ? [] : ['Store']),
  ...columns.map(({ name }) => name),
]

const storeText = (numbers: Map<string, string>, guid: string): string => {
  const number = numbers.get(guid)
  return number === undefined ? guid : showStoreNumber(number)
}

/** Numbers of the network's stores by GUID; empty where rows do not belong to stores. */
export async function storeNumbers(place: Place, table: BrowsedTable): Promise<Map<string, string>> {
  if (table.guidColumn === null) return new Map()
  const stores = await place.database.all<{ guid: string; number: string }>(
    `SELECT guid, number FROM ${OWN_PREFIX}stores`,
  )
  return new Map(stores.map(({ guid, number }) => [guid, number]))
}
