import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { DataRow, DataTable } from '../../../../src/web/contract/data.ts'
import { useWidth } from '../../pieces/use-width.ts'
import { textWidth } from '../../words/text-width.ts'
import classes from './data.module.css'
import { gridColumns, gridTemplate } from './grid-columns.ts'
import { GridRow } from './grid-row.tsx'
import { frozenAt, HeadCell } from './head-cell.tsx'

const ROW_HEIGHT = 34
/** So many rows before the end the next page is asked for. */
const AHEAD = 60

type GridProps = {
  table: DataTable
  rows: DataRow[]
  total: number | null
  sort: string
  more: boolean
  hidden: ReadonlySet<string>
  onMore: () => void
  onSort: (column: string) => void
  onOpen: (row: DataRow) => void
}

/**
 * Rows as a table of which only what is in sight is drawn, so that a million of them scroll like ten. Arrow keys go
 * from row to row, Enter opens one.
 */
export function RowGrid({ table, rows, total, sort, more, hidden, onMore, onSort, onOpen }: GridProps) {
  const [box, boxWidth] = useWidth<HTMLDivElement>()
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come later do not make columns wider under one's eyes
  const places = useMemo(
    () => gridColumns({ columns, rows, perStore, hidden, boxWidth, measure: measureIn(box.current) }),
    [columns, rows[0]?.id, perStore, hidden, boxWidth],
  )
  const template = gridTemplate(places)
  const reach = (index: number) => {
    const at = Math.min(rows.length - 1, Math.max(0, index))
    setCurrent(at)
    list.scrollToIndex(at)
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-index='${at}']`)?.focus())
  }
  useKeptFocus(rows, reach, current)
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
            {places.map((place) => {
              const column = place.at === null ? undefined : columns[place.at]
              return column ? (
                <HeadCell key={place.name} column={column} place={place} sort={sort} onSort={onSort} />
              ) : (
                <th key=" store" scope="col" className={classes.headCell} {...frozenAt(place)}>
                  Store
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody style={{ height: list.getTotalSize() }} className={classes.body}>
          {items.map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            return (
              <GridRow
                key={row.id}
                row={row}
                places={places}
                index={index}
                isStop={index === stop}
                style={{ gridTemplateColumns: template, transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
                onOpen={() => onOpen(row)}
                onKeyDown={(event) => keys(event, row, index)}
              />
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

/** Widths in the letters that the grid has. */
const measureIn = (box: HTMLElement | null) => {
  const { fontFamily } = getComputedStyle(box ?? document.body)
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.875
  return (text: string, bold = false): number => textWidth(text, `${bold ? 600 : 400} ${size}px ${fontFamily}`)
}

/** A row that has the focus and is deleted hands it on to the row in its place. */
function useKeptFocus(rows: DataRow[], reach: (index: number) => void, current: number): void {
  const inside = useRef(false)
  useEffect(() => {
    const look = () => {
      if (document.activeElement !== document.body)
        inside.current = document.activeElement?.matches('tr[data-index]') ?? false
    }
    document.addEventListener('focusin', look)
    return () => document.removeEventListener('focusin', look)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when other rows come
  useEffect(() => {
    if (inside.current && rows.length > 0 && document.activeElement === document.body) reach(current)
  }, [rows])
}
