import { Button, Checkbox, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ConflictRule, SetupTable, Sharing } from '../../../../src/web/contract/replica-setup.ts'
import { WarnIcon } from '../../icons/sign-icons.tsx'
import { countText } from '../../words/count-text.ts'
import classes from './replica-setup.module.css'
import { mayFilter, type TableDraft } from './setup-draft.ts'
import { rules, sharings } from './setup-words.ts'
import { TableMore } from './table-more.tsx'

type RowProps = {
  table: SetupTable
  value: TableDraft
  changed: boolean
  /** What is wrong with it, by the part of its setup. */
  faults: Record<string, string>
  onChange: (change: Partial<TableDraft>) => void
}

export function TableRow({ table, value, changed, faults, onChange }: RowProps) {
  const [open, setOpen] = useState(false)
  const { name, inUse, stores, columns, refused } = table
  const { sharing, rule } = value
  const special = Object.keys(value.columns).length
  const notes = [
    ...(changed ? ['changed'] : table.named ? [] : ['as the first row']),
    stores === 0 ? 'shown by no store yet' : `at ${countText(stores, 'store')}`,
    ...(inUse ? ['in use'] : []),
    ...(value.filter.trim() !== '' && mayFilter(value) ? ['filtered'] : []),
    ...(special === 0 ? [] : [`${countText(special, 'column')} set apart`]),
  ]
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
          onChange={(event) => onChange({ sharing: event.currentTarget.checked ? usual(table) : 'none' })}
        />
        <div className={classes.name}>
          {name}
          <div className={classes.note}>{notes.join(' · ')}</div>
          {refused.length > 0 && sharing !== 'none' && (
            <div className={classes.refused}>
              <WarnIcon size={14} />{' '}
              {refused.length === 1 ? `${refused[0]?.store} cannot` : `${countText(refused.length, 'store')} cannot`}{' '}
              transmit it
            </div>
          )}
          {!open && Object.keys(faults).length > 0 && (
            <div className={classes.refused}>{Object.values(faults).join(' ')}</div>
          )}
        </div>
        <NativeSelect
          aria-label={`Sharing of ${name}`}
          data={sharing === 'none' ? [{ value: 'none', label: 'not transmitted' }, ...sharings] : sharings}
          value={sharing}
          error={faults.sharing}
          onChange={(event) => onChange({ sharing: event.currentTarget.value as Sharing })}
        />
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
          aria-label={`Columns and filter of ${name}`}
          onClick={() => setOpen(!open)}
        >
          Columns{columns.length > 0 && ` (${columns.length})`}
        </Button>
      </fieldset>
      {open && <TableMore table={table} value={value} faults={faults} onChange={onChange} />}
    </>
  )
}

/** A table that is switched on again is shared as it was. */
const usual = ({ sharing }: SetupTable): Sharing => (sharing === 'none' ? 'store' : sharing)
