import { useSearchParams } from 'wouter'
import type { DataFilter, DataQuery } from '../../../../src/web/contract/data.ts'

/**
 * What of a table is shown, in which order, and the dialog that is open: a row (its id) or a new one. Kept in the address, so that
 * it survives a reload and signing in again, and can be bookmarked.
 */
export type View = {
  sort: string
  search: string
  store: string
  filters: DataFilter[]
  row: string
  adding: boolean
}

export const queryOf = ({ sort, search, store, filters }: View): DataQuery => ({
  ...(sort === '' ? {} : { sort }),
  ...(search === '' ? {} : { search }),
  ...(store === '' ? {} : { store }),
  ...(filters.length === 0 ? {} : { filter: JSON.stringify(filters) }),
})

export function useView(): [View, (change: Partial<View>) => void] {
  const [address, setAddress] = useSearchParams()
  const view: View = {
    sort: address.get('sort') ?? '',
    search: address.get('search') ?? '',
    store: address.get('store') ?? '',
    filters: filtersIn(address.get('filter')),
    row: address.get('row') ?? '',
    adding: address.has('new'),
  }
  const change = (part: Partial<View>) => {
    const next = { ...view, ...part }
    const open = { ...(next.row === '' ? {} : { row: next.row }), ...(next.adding ? { new: '' } : {}) }
    setAddress({ ...(queryOf(next) as Record<string, string>), ...open }, { replace: true })
  }
  return [view, change]
}

function filtersIn(text: string | null): DataFilter[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(found) ? (found as DataFilter[]) : []
  } catch {
    return [] // an address cut short somewhere on its way
  }
}

/** Up, down, and as the key has it. */
export const nextSort = (sort: string, column: string): string =>
  sort === column ? `-${column}` : sort === `-${column}` ? '' : column
