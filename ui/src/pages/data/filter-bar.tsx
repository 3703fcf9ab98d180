import { Button, CloseButton, Group, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { DataColumn, DataFilter } from '../../../../src/web/contract/data.ts'
import classes from './data.module.css'

const operators: DataFilter['operator'][] = [
  'is',
  'is not',
  'contains',
  'begins with',
  'less',
  'at most',
  'more',
  'at least',
  'empty',
  'not empty',
]
const needsNoValue = (operator: DataFilter['operator']): boolean => operator === 'empty' || operator === 'not empty'

type BarProps = { columns: DataColumn[]; filters: DataFilter[]; onChange: (filters: DataFilter[]) => void }

/** Filters that hold, each with its cross, and a line to add one. */
export function FilterBar({ columns, filters, onChange }: BarProps) {
  const [adding, setAdding] = useState(false)
  const add = useRef<HTMLButtonElement>(null)
  const wasAdding = useRef(false)
  useEffect(() => {
    // The form is gone, and what had the focus in it.
    if (wasAdding.current && !adding) add.current?.focus()
    wasAdding.current = adding
  }, [adding])
  return (
    <div className={classes.filters}>
      {filters.map((filter, index) => (
        <span key={JSON.stringify(filter)} className={classes.filter}>
          {filter.column} {filter.operator}
          {!needsNoValue(filter.operator) && <bdi>“{filter.value}”</bdi>}
          <CloseButton
            size="xs"
            aria-label={`Remove the filter ${filter.column} ${filter.operator} ${filter.value}`}
            onClick={() => {
              onChange(filters.filter((_, at) => at !== index))
              add.current?.focus()
            }}
          />
        </span>
      ))}
      {adding ? (
        <AddFilter
          columns={columns}
          onAdd={(filter) => {
            onChange([...filters, filter])
            setAdding(false)
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <Button ref={add} variant="subtle" size="compact-sm" onClick={() => setAdding(true)}>
          Add a filter
        </Button>
      )}
    </div>
  )
}

type AddProps = { columns: DataColumn[]; onAdd: (filter: DataFilter) => void; onCancel: () => void }

const AddFilter = ({ columns, onAdd, onCancel }: AddProps) => {
  const [filter, setFilter] = useState<DataFilter>({ column: columns[0]?.name ?? '', operator: 'is', value: '' })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onAdd(needsNoValue(filter.operator) ? { ...filter, value: '' } : filter)
  }
  return (
    <form onSubmit={submit}>
      <Group gap="xs">
        <NativeSelect
          size="xs"
          aria-label="Column"
          autoFocus
          data={columns.map(({ name }) => name)}
          value={filter.column}
          onChange={(event) => setFilter({ ...filter, column: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          aria-label="Comparison"
          data={operators}
          value={filter.operator}
          onChange={(event) => setFilter({ ...filter, operator: event.currentTarget.value as DataFilter['operator'] })}
        />
        {!needsNoValue(filter.operator) && (
          <TextInput
            size="xs"
            aria-label="Value"
            value={filter.value}
            onChange={(event) => setFilter({ ...filter, value: event.currentTarget.value })}
          />
        )}
        <Button type="submit" size="xs">
          Filter
        </Button>
        <Button size="xs" variant="subtle" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
