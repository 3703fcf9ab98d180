import { Checkbox, NativeSelect, Text } from '@mantine/core'
import type { ConflictRule, SetupTable } from '../../../../src/web/contract/replica-setup.ts'
import classes from './replica-setup.module.css'
import type { TableDraft } from './setup-draft.ts'
import { rules } from './setup-words.ts'

type ColumnsProps = { table: SetupTable; value: TableDraft; onChange: (change: Partial<TableDraft>) => void }

/** What is set apart for single columns; the key, where a table declares none or it needs a word. */
export function ColumnRows({ table, value, onChange }: ColumnsProps) {
  const { columns } = table
  const set = (name: string, change: { rule?: ConflictRule | ''; transmit?: boolean }) => {
    const before = value.columns[name] ?? { transmit: true }
    const rule = change.rule ?? before.rule ?? ''
    const transmit = change.transmit ?? before.transmit
    const { [name]: _, ...others } = value.columns
    const plain = rule === '' && transmit
    onChange({ columns: plain ? others : { ...others, [name]: { ...(rule === '' ? {} : { rule }), transmit } } })
  }
  if (columns.length === 0)
    return (
      <Text size="sm" c="dimmed" className={classes.columns}>
        Its columns are not known before a store has shown it.
      </Text>
    )
  const declaresKey = columns.some(({ key }) => key)
  return (
    <div className={classes.columns}>
      {columns.map(({ name, type, key }) => {
        const own = value.columns[name]
        const isKey = key || value.key.includes(name)
        return (
          <div key={name} className={classes.column}>
            <Checkbox
              label={
                <>
                  {name} <span className={classes.note}>{[type, isKey && 'key'].filter(Boolean).join(', ')}</span>
                </>
              }
              checked={isKey || (own?.transmit ?? true)}
              disabled={isKey}
              onChange={(event) => set(name, { transmit: event.currentTarget.checked })}
            />
            {declaresKey ? null : (
              <Checkbox
                label="part of the key"
                checked={value.key.includes(name)}
                onChange={(event) =>
                  onChange({
                    key: event.currentTarget.checked ? [...value.key, name] : value.key.filter((each) => each !== name),
                  })
                }
              />
            )}
            <NativeSelect
              size="xs"
              aria-label={`Conflict rule of ${table.name}.${name}`}
              data={[{ value: '', label: 'as the table' }, ...rules]}
              value={own?.rule ?? ''}
              disabled={isKey || own?.transmit === false}
              onChange={(event) => set(name, { rule: event.currentTarget.value as ConflictRule | '' })}
            />
          </div>
        )
      })}
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
}
