import { Checkbox, Text, Textarea, TextInput } from '@mantine/core'
import type { DataColumn } from '../../../../src/web/contract/data.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { cellText } from '../../words/cell-text.ts'
import { isNumber, noValue, typedCell } from '../../words/typed-cell.ts'
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

const LONG = 60

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

type FieldProps = {
  column: DataColumn
  cell: Cell
  before: Cell | undefined
  fault: string | undefined
  locked: boolean
  onCell: (cell: Cell) => void
}

const ColumnField = ({ column, cell, before, fault, locked, onCell }: FieldProps) => {
  const { name, type, key, notNull } = column
  const description = [type, key && 'key', locked && 'look only'].filter(Boolean).join(', ')
  if (cell.type === 'blob')
    return (
      <div>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {description}: {cellText(cell)}
        </Text>
      </div>
    )
  const field = {
    label: name,
    description,
    value: cell.text,
    readOnly: locked,
    placeholder: cell.type === 'null' ? 'no value' : 'empty text',
    error: fault,
    spellCheck: false,
    ...(isNumber(column) ? { inputMode: 'decimal' as const } : {}),
  }
  const long = cell.text.length > LONG || cell.text.includes('\n')
  return (
    <div className={long ? classes.longField : undefined}>
      {long ? (
        <Textarea
          {...field}
          rows={4}
          onChange={(event) => onCell(typedCell(column, event.currentTarget.value, before))}
        />
      ) : (
        <TextInput {...field} onChange={(event) => onCell(typedCell(column, event.currentTarget.value, before))} />
      )}
      {!notNull && !locked && (
        <Checkbox
          size="xs"
          mt={4}
          label="no value"
          aria-label={`${name}: no value`}
          checked={cell.type === 'null'}
          onChange={(event) => onCell(event.currentTarget.checked ? noValue : { type: 'text', text: '' })}
        />
      )}
    </div>
  )
}
