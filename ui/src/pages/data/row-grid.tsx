import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { DataColumn, DataRow, DataTable } from '../../../../src/web/contract/data.ts'
import { ArrowDownIcon, ArrowUpIcon } from '../../icons/sign-icons.tsx'
import { cellText, isDescribed } from '../../words/cell-text.ts'
import { storeNumberText } from '../../words/count-text.ts'
import { isNumber } from '../../words/typed-cell.ts'
import classes from './data.module.css'

const ROW_HEIGHT = 34
/** So many rows before the end the next page is asked for. */
const AHEAD = 60

type GridProps = {
  table: DataTable
  rows: DataRow[]
  total: number | null
  sort: string
  more: boolean
  onMore: () => void
  onSort: (column: string) => void
  onOpen: (row: DataRow) => void
}

/**
 * Rows as a table of which only what is in sight is drawn, so that a million of them scroll like ten. Arrow keys go
 * from row to row, Enter opens one.
 */
export function RowGrid({ table, rows, total, sort, more, onMore, onSort, onOpen }: GridProps) {
  const box = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const items = list.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (more && last >= rows.length - AHEAD) onMore()
  }, [more, last, rows.length, onMore])
  const { columns, perStore } = table
  const template = [
    ...(perStore ? ['6.5rem'] : []),
    ...columns.map((column, index) => widthOf(column, index, rows)),
  ].join(' ')
  const reach = (index: number) => {
    const at = Math.min(rows.length - 1, Math.max(0, index))
    setCurrent(at)
    list.scrollToIndex(at)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index='${at}']`)?.focus())
  }
  const keys = (event: KeyboardEvent, row: DataRow, index: number) => {
    const to = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -index, End: rows.length }[event.key]
    if (event.key === 'Enter') onOpen(row)
    if (event.key !== 'Enter' && to === undefined) return
    event.preventDefault()
    if (to !== undefined) reach(index + to)
  }
  const stop = Math.min(items.at(-1)?.index ?? 0, Math.max(items[0]?.index ?? 0, current))
  return (
    <div ref={box} className={classes.grid}>
      <table aria-label={table.name} aria-rowcount={total ?? -1} className={classes.table}>
        <thead>
          <tr className={classes.headRow} style={{ gridTemplateColumns: template }}>
            {perStore && (
              <th scope="col" className={classes.headCell}>
                Store
              </th>
            )}
            {columns.map((column) => (
              <HeadCell key={column.name} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody style={{ height: list.getTotalSize() }} className={classes.body}>
          {items.map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <tr
                key={row.id}
                aria-rowindex={index + 2}
                data-index={index}
                tabIndex={index === stop ? 0 : -1}
                className={classes.row}
                style={{ gridTemplateColumns: template, transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
                onClick={() => onOpen(row)}
                onKeyDown={(event) => keys(event, row, index)}
              >
                {perStore && (
                  <td className={`${classes.cell} co-code`}>{row.store && storeNumberText(row.store.number)}</td>
                )}
                {row.cells.map((cell, at) => (
                  <td
                    key={columns[at]?.name}
                    className={classes.cell}
                    data-number={cell.type === 'integer' || cell.type === 'real' || undefined}
                    data-described={isDescribed(cell) || undefined}
                  >
                    {cellText(cell)}
                    {row.cut.includes(at) && ' …'}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const HeadCell = ({ column, sort, onSort }: { column: DataColumn; sort: string; onSort: (column: string) => void }) => {
  const up = sort === column.name
  const down = sort === `-${column.name}`
  return (
    <th
      scope="col"
      aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}
      className={classes.headCell}
      data-number={isNumber(column) || undefined}
    >
      <button type="button" className={classes.sort} onClick={() => onSort(column.name)} title={column.type}>
        {column.name}
        {up && <ArrowUpIcon size={14} />}
        {down && <ArrowDownIcon size={14} />}
      </button>
    </th>
  )
}

/** Rows whose values say how wide a column has to be. */
const LOOKED_AT = 50
const LEAST_REM = 5
const MOST_REM = 19
const LETTER_REM = 0.5
const MARGINS_REM = 2

/** As wide as what stands in it, within limits; what is left over goes to the wider ones. */
const widthOf = (column: DataColumn, index: number, rows: DataRow[]): string => {
  const longest = Math.max(
    column.name.length + 2,
    ...rows.slice(0, LOOKED_AT).map(({ cells }) => (cells[index] ? cellText(cells[index]).length : 0)),
  )
  const width = Math.min(MOST_REM, Math.max(LEAST_REM, longest * LETTER_REM + MARGINS_REM))
  return `minmax(${width}rem, ${width}fr)`
}
