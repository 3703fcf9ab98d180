import type { DataColumn } from '../../../../src/web/contract/data.ts'
import { ArrowDownIcon, ArrowUpIcon } from '../../icons/sign-icons.tsx'
import { isNumber } from '../../words/typed-cell.ts'
import classes from './data.module.css'
import type { GridColumn } from './grid-columns.ts'

type HeadProps = { column: DataColumn; place: GridColumn; sort: string; onSort: (column: string) => void }

export const HeadCell = ({ column, place, sort, onSort }: HeadProps) => {
  const up = sort === column.name
  const down = sort === `-${column.name}`
  return (
    <th
      scope="col"
      aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}
      className={classes.headCell}
      data-number={isNumber(column) || undefined}
      {...frozenAt(place)}
    >
      <button type="button" className={classes.sort} onClick={() => onSort(column.name)} title={column.type}>
        {column.name}
        {up && <ArrowUpIcon size={14} />}
        {down && <ArrowDownIcon size={14} />}
      </button>
    </th>
  )
}

/** A cell that stays in sight when the table is scrolled sideways. */
export const frozenAt = ({ frozen, left }: GridColumn) => (frozen ? { 'data-frozen': true, style: { left } } : {})
