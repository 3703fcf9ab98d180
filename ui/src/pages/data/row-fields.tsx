import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DataColumn } from '../../../../src/web/contract/data.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { SearchIcon } from '../../icons/sign-icons.tsx'
import { noValue } from '../../words/typed-cell.ts'
import { ColumnField } from './column-field.tsx'
import classes from './data.module.css'

/** Values so far, by column. */
export type Values = Record<string, Cell>

type FieldsProps = {
  columns: DataColumn[]
  values: Values
  before: Values
  /** What others changed since the row was shown. */
  meanwhile?: Values
  faults: Record<string, string>
  locked: (column: DataColumn) => boolean
  onChange: (values: Values) => void
}

/** More fields than are found at a glance: then they can be narrowed down by name. */
const MANY = 12
const none: Values = {}

/** A field a column; what is empty and what has no value are told apart. A field with a fault is never filtered out. */
export function RowFields({ columns, values, before, meanwhile = none, faults, locked, onChange }: FieldsProps) {
  const [wanted, setWanted] = useState('')
  const faultOf = (name: string) => faults[name] ?? faults[`values.${name}`]
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = columns.filter(
    ({ name }) => faultOf(name) !== undefined || words.every((word) => name.toLowerCase().includes(word)),
  )
  return (
    <>
      {columns.length > MANY && (
        <TextInput
          mb="md"
          aria-label="Find a field"
          placeholder={`Find one of ${columns.length} fields`}
          leftSection={<SearchIcon size={16} />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          onKeyDown={(event) => {
            // Enter would save the row.
            if (event.key === 'Enter') event.preventDefault()
          }}
        />
      )}
      {shown.length === 0 && <p className={classes.note}>No field has this name.</p>}
      <div className={classes.fields}>
        {shown.map((column) => (
          <ColumnField
            key={column.name}
            column={column}
            cell={values[column.name] ?? noValue}
            before={before[column.name]}
            meanwhile={meanwhile[column.name]}
            fault={faultOf(column.name)}
            locked={locked(column)}
            onCell={(cell) => onChange({ ...values, [column.name]: cell })}
          />
        ))}
      </div>
    </>
  )
}
