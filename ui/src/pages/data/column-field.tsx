import { Button, Checkbox, NativeSelect, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { DataColumn } from '../../../../src/web/contract/data.ts'
import type { Cell } from '../../../../src/web/contract/words.ts'
import { CellText } from '../../pieces/cell.tsx'
import { ownDirection } from '../../pieces/own-direction.ts'
import { cellText, sameCell } from '../../words/cell-text.ts'
import { timeCell, timeField, timeKind } from '../../words/time-cell.ts'
import { isBoolean, isNumber, noValue, numberFault, typedCell } from '../../words/typed-cell.ts'
import classes from './data.module.css'

type FieldProps = {
  column: DataColumn
  cell: Cell
  before: Cell | undefined
  meanwhile?: Cell | undefined
  fault: string | undefined
  locked: boolean
  onCell: (cell: Cell) => void
}

const LONG = 60
const emptyText: Cell = { type: 'text', text: '' }
const isLong = ({ text }: Cell): boolean => text.length > LONG || text.includes('\n')

/** One value, edited as its column keeps it: number, day, time, yes or no, text of one line or of several; or no value. */
export function ColumnField(props: FieldProps) {
  const { column, cell, before, locked, onCell } = props
  const { name, key, notNull } = column
  // What a field is must not change while somebody types in it.
  const [time] = useState(() => timeKind(column, before ?? cell))
  const [yesNo] = useState(() => isBoolean(column, before ?? cell))
  const [long, setLong] = useState(() => isLong(before ?? cell))
  const described = [key && 'tells the row from others', locked && 'look only'].filter(Boolean).join(', ')
  if (cell.type === 'blob')
    return (
      <div>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {[described, cellText(cell)].filter(Boolean).join(': ')}
        </Text>
      </div>
    )
  const fault = props.fault ?? numberFault(column, cell, before)
  const field = {
    label: name,
    ...(described === '' ? {} : { description: described }),
    error: fault,
    readOnly: locked,
    placeholder: cell.type === 'null' ? 'no value' : 'empty text',
    spellCheck: false,
  }
  const typed = (text: string) => onCell(typedCell(column, text, before))
  const text = time === null && !yesNo && !isNumber(column)
  return (
    <div className={long && text ? classes.longField : undefined}>
      {time !== null ? (
        <TextInput
          {...field}
          type={time}
          {...(time === 'date' ? {} : { step: 1 })}
          value={timeField(time, cell.text)}
          onChange={(event) => onCell(timeCell(time, event.currentTarget.value, before))}
        />
      ) : yesNo ? (
        <NativeSelect
          label={name}
          {...(described === '' ? {} : { description: described })}
          error={fault}
          disabled={locked}
          data={[
            ...(notNull ? [] : [{ value: '', label: 'no value' }]),
            { value: '1', label: 'yes' },
            { value: '0', label: 'no' },
          ]}
          value={cell.type === 'null' ? '' : cell.text}
          onChange={(event) => {
            const chosen = event.currentTarget.value
            onCell(chosen === '' ? noValue : { type: 'integer', text: chosen })
          }}
        />
      ) : long && text ? (
        <Textarea
          {...field}
          ref={ownDirection}
          rows={4}
          value={cell.text}
          onChange={(event) => typed(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          {...field}
          {...(isNumber(column) ? { inputMode: 'decimal' as const } : { ref: ownDirection })}
          value={cell.text}
          onChange={(event) => typed(event.currentTarget.value)}
        />
      )}
      {props.meanwhile && (
        <Text size="xs" className={classes.meanwhile}>
          {sameCell(cell, props.meanwhile) ? (
            'Changed meanwhile'
          ) : (
            <>
              Changed meanwhile. Here now: <CellText cell={props.meanwhile} />
            </>
          )}
        </Text>
      )}
      {!locked && !yesNo && (
        <div className={classes.under}>
          {!notNull && (
            <Checkbox
              size="xs"
              label="no value"
              aria-label={`${name}: no value`}
              checked={cell.type === 'null'}
              onChange={(event) =>
                onCell(event.currentTarget.checked ? noValue : time === null ? emptyText : (before ?? noValue))
              }
            />
          )}
          {text && !long && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={`Several lines for ${name}`}
              onClick={() => setLong(true)}
            >
              Several lines
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
