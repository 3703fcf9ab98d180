import type { DataColumn } from '../../../../src/web/contract/data.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { noValue } from '../../words/typed-cell.ts'
import { ColumnField } from './column-field.tsx'
import classes from './data.module.css'

/** Values so far, by column. */
export type Values = Record<string, Cell>

type FieldsProps = {
  columns: DataColumn[]
  values: Values
  before: Values
  faults: Record<string, string>
  locked: (column: DataColumn) => boolean
  onChange: (values: Values) => void
}

/** A field a column; what is empty and what has no value are told apart. */
export const RowFields = ({ columns, values, before, faults, locked, onChange }: FieldsProps) => (
  <div className={classes.fields}>
    {columns.map((column) => (
      <ColumnField
        key={column.name}
        column={column}
        cell={values[column.name] ?? noValue}
        before={before[column.name]}
        fault={faults[column.name] ?? faults[`values.${column.name}`]}
        locked={locked(column)}
        onCell={(cell) => onChange({ ...values, [column.name]: cell })}
      />
    ))}
  </div>
)
