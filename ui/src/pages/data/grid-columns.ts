import type { DataColumn, DataRow } from '../../../../src/web/contract/data.ts'
import { cellText } from '../../words/cell-text.ts'
import { storeText } from '../../words/store-text.ts'

/** A column as the grid draws it. `at`: its place among the cells of a row; null: the store that a row belongs to. */
export type GridColumn = { at: number | null; name: string; width: number; frozen: boolean; left: number }

type Measure = (text: string, bold?: boolean) => number
type Wanted = {
  columns: DataColumn[]
  rows: DataRow[]
  perStore: boolean
  hidden: ReadonlySet<string>
  measure: Measure
  /** Of the whole grid. */
  boxWidth: number
}

/** Rows whose values say how wide a column has to be. */
const LOOKED_AT = 50
const LEAST = 72
const MOST = 304
/** To the left and right of a value. */
const MARGINS = 26
/** The arrow of the order beside a name. */
const ARROW = 20
const MOST_STORE = 184
/** Columns that stay where they are leave room for those that scroll. */
const MOST_FROZEN = 0.45

/**
 * The store and the key come first and stay in sight, as far as there is room; then come all columns that are not hidden, each as
 * wide as what stands in it, within limits. A key is never hidden.
 */
export function gridColumns({ columns, rows, perStore, hidden, measure, boxWidth }: Wanted): GridColumn[] {
  const numbered = columns.map((column, at) => ({ column, at }))
  const ordered = [
    ...numbered.filter(({ column }) => column.key),
    ...numbered.filter(({ column }) => !column.key && !hidden.has(column.name)),
  ]
  const all = [
    ...(perStore ? [{ at: null, name: 'Store', key: true, width: storeWidth(rows, measure, boxWidth) }] : []),
    ...ordered.map(({ column: { name, key }, at }) => ({ at, name, key, width: widthOf(name, at, rows, measure) })),
  ]
  let left = 0
  let freezing = true
  return all.map(({ at, name, key, width }) => {
    freezing &&= key && left + width <= boxWidth * MOST_FROZEN
    const column = { at, name, width, frozen: freezing, left }
    left += width
    return column
  })
}

/** Names of stores are cut before they take the room of what stands in the rows. */
function storeWidth(rows: DataRow[], measure: Measure, boxWidth: number): number {
  const names = rows.slice(0, LOOKED_AT).map(({ store }) => (store ? measure(storeText(store)) : 0))
  return Math.floor(
    Math.min(MOST_STORE, boxWidth * MOST_FROZEN, Math.max(LEAST, measure('Store', true), ...names) + MARGINS),
  )
}

function widthOf(name: string, at: number, rows: DataRow[], measure: Measure): number {
  const texts = rows.slice(0, LOOKED_AT).map(({ cells, cut }) => {
    const cell = cells[at]
    return cell ? `${cellText(cell)}${cut.includes(at) ? ' …' : ''}` : ''
  })
  const widest = Math.max(measure(name, true) + ARROW, ...texts.map((text) => measure(text)))
  return Math.ceil(Math.min(MOST, Math.max(LEAST, widest + MARGINS)))
}

/** What is left over goes to the columns that are not frozen: those have to stand at a known place. */
export const gridTemplate = (columns: GridColumn[]): string =>
  columns.map(({ frozen, width }) => (frozen ? `${width}px` : `minmax(${width}px, ${width}fr)`)).join(' ')
