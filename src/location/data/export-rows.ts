import type { Value } from '../../databases/database.ts'
import { affinityOf } from '../../databases/sqlite-affinity.ts'
import { showStoreNumber } from '../../model/ids.ts'
import { type Asked, type Browsing, browseRows } from './browse-rows.ts'
import { type BrowsedTable, browsedTable, type Place } from './browsed-table.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv-text.ts'
import { type NamedStore, namedStores } from './named-stores.ts'

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
  const named = await namedStores(place, table)
  const holdsBytes = table.columns.some(({ type }) => affinityOf(type) === 'BLOB')
  const limit = holdsBytes ? ROWS.bytes : browsing.maySort === false ? ROWS.usual : ROWS.sorted
  const page = await browseRows(place, { ...asked, limit }, { ...browsing, table, whole: true })
  if (page === null) return null
  const lines = page.rows.map(({ store, values }) =>
    csvLine([...(store === null ? [] : storeCells(store, named.get(store))), ...values]),
  )
  const head = asked.after === null ? BYTE_ORDER_MARK + csvLine(heads(table)) : ''
  return { text: head + lines.join(''), next: page.next }
}

const heads = ({ guidColumn, columns }: BrowsedTable): Value[] => [
  ...(guidColumn === null ? [] : ['Store', 'Store name']),
  ...columns.map(({ name }) => name),
]

const storeCells = (guid: string, store: NamedStore | undefined): Value[] =>
  store === undefined ? [guid, ''] : [showStoreNumber(store.number), store.name]
