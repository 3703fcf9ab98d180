import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ConflictRule, SetupTable, Sharing } from '../../../../src/web/contract/replica-setup.ts'
import { countText } from '../../words/count-text.ts'
import { ColumnRows } from './column-rows.tsx'
import classes from './replica-setup.module.css'
import type { TableDraft } from './setup-draft.ts'
import { rules, sharings } from './setup-words.ts'

type RowProps = {
  table: SetupTable
  value: TableDraft
  changed: boolean
  onChange: (change: Partial<TableDraft>) => void
}

export function TableRow({ table, value, changed, onChange }: RowProps) {
  const [open, setOpen] = useState(false)
  const { name, inUse, stores, columns } = table
  const { sharing, rule } = value
  const special = Object.keys(value.columns).length
  const notes = [
    ...(changed ? ['changed'] : table.named ? [] : ['as the first row']),
    stores === 0 ? 'shown by no store yet' : `at ${countText(stores, 'store')}`,
    ...(inUse ? ['in use'] : []),
    ...(special === 0 ? [] : [`${countText(special, 'column')} set apart`]),
  ]
  const fixed = inUse ? 'Rows have come from a store: how it is shared cannot be changed any more.' : undefined
  return (
    <>
      <fieldset
        className={classes.row}
        aria-label={name}
        data-changed={changed || undefined}
        data-off={sharing === 'none' || undefined}
      >
        <Checkbox
          aria-label={`Transmit ${name}`}
          checked={sharing !== 'none'}
          disabled={inUse}
          title={fixed}
          onChange={(event) => onChange({ sharing: event.currentTarget.checked ? 'store' : 'none' })}
        />
        <div className={classes.name}>
          {name}
          <div className={classes.note}>{notes.join(' · ')}</div>
        </div>
        {inUse ? (
          <span className={classes.fixed} title={fixed}>
            {sharings.find((each) => each.value === sharing)?.label ?? 'not transmitted'}
          </span>
        ) : (
          <NativeSelect
            aria-label={`Sharing of ${name}`}
            data={sharing === 'none' ? [{ value: 'none', label: 'not transmitted' }, ...sharings] : sharings}
            value={sharing}
            onChange={(event) => onChange({ sharing: event.currentTarget.value as Sharing })}
          />
        )}
        <NativeSelect
          aria-label={`Conflict rule of ${name}`}
          data={rules}
          value={rule}
          disabled={sharing === 'none'}
          onChange={(event) => onChange({ rule: event.currentTarget.value as ConflictRule })}
        />
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={open}
          aria-label={`Columns of ${name}`}
          onClick={() => setOpen(!open)}
        >
          Columns {columns.length > 0 && `(${columns.length})`}
        </Button>
      </fieldset>
      {open && <ColumnRows table={table} value={value} onChange={onChange} />}
    </>
  )
}
