import { Checkbox, TextInput } from '@mantine/core'
import type { SetupTable } from '../../../../src/web/contract/replica-setup.ts'
import { ColumnRows } from './column-rows.tsx'
import classes from './replica-setup.module.css'
import { mayFilter, type TableDraft } from './setup-draft.ts'

type MoreProps = {
  table: SetupTable
  value: TableDraft
  faults: Record<string, string>
  onChange: (change: Partial<TableDraft>) => void
}

/** As the server takes it. */
const MAX_FILTER = 2_000

/** What is behind a table's row: why a store cannot transmit it, which of its rows do, its columns and its key. */
export const TableMore = ({ table, value, faults, onChange }: MoreProps) => (
  <div className={classes.columns}>
    {table.refused.map(({ store, reason, remedy }) => (
      <p key={store} className={classes.why}>
        <strong>{store}:</strong> {reason} <span className={classes.note}>{remedy}</span>
      </p>
    ))}
    {mayFilter(value) && (
      <TextInput
        label="Only rows with"
        description="A condition over the columns of one row, in SQL; rows that do not fulfil it stay at their store. Empty: all rows"
        placeholder="active = 1 AND region IN ('N', 'S')"
        size="sm"
        maw="40rem"
        mb="sm"
        spellCheck={false}
        value={value.filter}
        error={value.filter.length > MAX_FILTER ? 'A condition has at most 2,000 characters' : faults.filter}
        onChange={(event) => onChange({ filter: event.currentTarget.value })}
      />
    )}
    <ColumnRows table={table} value={value} onChange={onChange} />
    {value.sharing === 'shared' && (
      <Checkbox
        mt="xs"
        label="The key is a natural one: a code that people chose, the same at every store"
        checked={value.naturalKey}
        onChange={(event) => onChange({ naturalKey: event.currentTarget.checked })}
      />
    )}
  </div>
)
