import { Checkbox, NativeSelect, Text } from '@mantine/core'
import type { ConflictRule, SetupTable } from '../../../../src/web/contract/replica-setup.ts'
import classes from './replica-setup.module.css'
import type { ColumnDraft, TableDraft } from './setup-draft.ts'
import { rules, setBys } from './setup-words.ts'

type ColumnsProps = { table: SetupTable; value: TableDraft; onChange: (change: Partial<TableDraft>) => void }

/** What is set apart for single columns; the key, where a table declares none. */
export function ColumnRows({ table, value, onChange }: ColumnsProps) {
  const { columns } = table
  const change = (name: string, column: ColumnDraft) => {
    const { [name]: _, ...others } = value.columns
    const plain = column.rule === undefined && column.transmit && column.setBy === undefined
    onChange({ columns: plain ? others : { ...others, [name]: column } })
  }
  if (columns.length === 0)
    return (
      <Text size="sm" c="dimmed">
        Its columns are not known before a store has shown it.
      </Text>
    )
  const declaresKey = columns.some(({ key }) => key)
  return columns.map((column) => (
    <ColumnRow
      key={column.name}
      table={table.name}
      column={column}
      own={value.columns[column.name] ?? { transmit: true }}
      isKey={column.key || value.key.includes(column.name)}
      onOwn={(own) => change(column.name, own)}
      {...(declaresKey
        ? {}
        : {
            onKey: (isKey: boolean) =>
              onChange({
                key: isKey ? [...value.key, column.name] : value.key.filter((each) => each !== column.name),
              }),
          })}
    />
  ))
}

type ColumnProps = {
  table: string
  column: SetupTable['columns'][number]
  own: ColumnDraft
  isKey: boolean
  onOwn: (own: ColumnDraft) => void
  onKey?: (isKey: boolean) => void
}

const ColumnRow = ({ table, column: { name, type }, own, isKey, onOwn, onKey }: ColumnProps) => {
  const { rule: _rule, ...unruled } = own
  const { setBy: _setBy, ...byAll } = own
  const fixed = isKey || !own.transmit
  return (
    <div className={classes.column}>
      <Checkbox
        label={
          <>
            {name} <span className={classes.note}>{[type, isKey && 'key'].filter(Boolean).join(', ')}</span>
          </>
        }
        checked={isKey || own.transmit}
        disabled={isKey}
        onChange={(event) => onOwn({ ...own, transmit: event.currentTarget.checked })}
      />
      {onKey && (
        <Checkbox
          label="part of the key"
          aria-label={`${name} is part of the key`}
          checked={isKey}
          onChange={(event) => onKey(event.currentTarget.checked)}
        />
      )}
      <NativeSelect
        size="xs"
        aria-label={`Who sets ${table}.${name}`}
        data={setBys}
        value={own.setBy ?? ''}
        disabled={fixed}
        onChange={(event) => {
          const setBy = event.currentTarget.value
          onOwn(setBy === '' ? byAll : { ...own, setBy: setBy as 'store' | 'office' })
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={`Conflict rule of ${table}.${name}`}
        data={[{ value: '', label: 'as the table' }, ...rules]}
        value={own.rule ?? ''}
        disabled={fixed}
        onChange={(event) => {
          const rule = event.currentTarget.value
          onOwn(rule === '' ? unruled : { ...own, rule: rule as ConflictRule })
        }}
      />
    </div>
  )
}
