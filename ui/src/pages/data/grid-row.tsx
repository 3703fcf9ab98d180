import type { CSSProperties, KeyboardEvent } from 'react'
import type { DataRow } from '../../../../src/web/contract/data.ts'
import { cellText, isDescribed } from '../../words/cell-text.ts'
import { storeNumberText } from '../../words/count-text.ts'
import { storeText } from '../../words/store-text.ts'
import classes from './data.module.css'
import type { GridColumn } from './grid-columns.ts'
import { frozenAt } from './head-cell.tsx'

type RowProps = {
  row: DataRow
  places: GridColumn[]
  index: number
  /** The Tab key comes to this row. */
  isStop: boolean
  style: CSSProperties
  onOpen: () => void
  onKeyDown: (event: KeyboardEvent) => void
}

export const GridRow = ({ row, places, index, isStop, style, onOpen, onKeyDown }: RowProps) => (
  <tr
    aria-rowindex={index + 2}
    data-index={index}
    tabIndex={isStop ? 0 : -1}
    className={classes.row}
    style={style}
    onClick={onOpen}
    onKeyDown={onKeyDown}
  >
    {places.map((place) => {
      const cell = place.at === null ? undefined : row.cells[place.at]
      if (place.at === null || cell === undefined)
        return (
          <td
            key=" store"
            className={classes.cell}
            title={row.store ? `Store ${storeNumberText(row.store.number)}` : undefined}
            {...frozenAt(place)}
          >
            {row.store && storeText(row.store)}
          </td>
        )
      return (
        <td
          key={place.name}
          className={classes.cell}
          data-number={cell.type === 'integer' || cell.type === 'real' || undefined}
          data-described={isDescribed(cell) || undefined}
          // Text that is read from the right begins at the right, where it is not cut.
          dir={cell.type === 'text' ? 'auto' : undefined}
          {...frozenAt(place)}
        >
          {cellText(cell)}
          {row.cut.includes(place.at) && ' …'}
        </td>
      )
    })}
  </tr>
)
