import { Button, Checkbox, Group, Popover, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DataColumn } from '../../../../src/web/contract/data.ts'
import classes from './data.module.css'

/** More columns than are found at a glance. */
const MANY = 12

type ChooserProps = {
  columns: DataColumn[]
  hidden: ReadonlySet<string>
  onChange: (hidden: ReadonlySet<string>) => void
}

/** Which columns are shown. The key always is. */
export function ColumnChooser({ columns, hidden, onChange }: ChooserProps) {
  const [wanted, setWanted] = useState('')
  const free = columns.filter(({ key }) => !key)
  const found = free.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()))
  const out = free.filter(({ name }) => hidden.has(name)).length
  const show = (name: string, shown: boolean) => {
    const next = new Set(hidden)
    if (shown) next.delete(name)
    else next.add(name)
    onChange(next)
  }
  return (
    <Popover position="bottom-end" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button variant="default" size="compact-sm">
          {out === 0 ? 'Columns' : `Columns (${out} hidden)`}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <Stack gap="xs">
          {free.length > MANY && (
            <TextInput
              size="xs"
              aria-label="Find a column"
              placeholder={`Find one of ${free.length} columns`}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
            />
          )}
          <Group gap="xs">
            <Button size="compact-xs" variant="subtle" onClick={() => onChange(new Set())}>
              Show all
            </Button>
            <Button size="compact-xs" variant="subtle" onClick={() => onChange(new Set(free.map(({ name }) => name)))}>
              Hide all
            </Button>
          </Group>
          <div className={classes.choices}>
            {found.map(({ name }) => (
              <Checkbox
                key={name}
                size="xs"
                label={name}
                checked={!hidden.has(name)}
                onChange={(event) => show(name, event.currentTarget.checked)}
              />
            ))}
          </div>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
