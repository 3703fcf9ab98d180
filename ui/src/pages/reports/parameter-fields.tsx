import { NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReportParameter } from '../../../../src/web/contract/reports.ts'
import { stores } from '../../api/calls.ts'
import { storeNumberText } from '../../words/count-text.ts'
import classes from './reports.module.css'

const TYPED_MS = 400

type FieldsProps = {
  parameters: ReportParameter[]
  values: Record<string, string>
  onChange: (change: Record<string, string>) => void
}

export const ParameterFields = ({ parameters, values, onChange }: FieldsProps) => (
  <div className={classes.parameters}>
    {parameters.map((parameter) => (
      <Field
        key={parameter.name}
        parameter={parameter}
        value={values[parameter.name] ?? ''}
        onValue={(value) => onChange({ [parameter.name]: value })}
      />
    ))}
  </div>
)

type FieldProps = { parameter: ReportParameter; value: string; onValue: (value: string) => void }

const Field = ({ parameter: { label, kind, choices }, value, onValue }: FieldProps) => {
  switch (kind) {
    case 'store':
      return <StoreField label={label} value={value} onValue={onValue} />
    case 'choice':
      return (
        <NativeSelect
          label={label}
          data={choices}
          value={value}
          onChange={(event) => onValue(event.currentTarget.value)}
        />
      )
    case 'date':
      return (
        <TextInput type="date" label={label} value={value} onChange={(event) => onValue(event.currentTarget.value)} />
      )
    default:
      return <TypedField label={label} kind={kind} value={value} onValue={onValue} />
  }
}

const StoreField = ({ label, value, onValue }: { label: string; value: string; onValue: (value: string) => void }) => {
  const { data } = useQuery({ queryKey: ['stores'], queryFn: stores.list })
  const all = (data?.stores ?? []).map(({ guid, number, name }) => ({
    value: guid,
    label: `${storeNumberText(number)} ${name}`,
  }))
  return (
    <NativeSelect
      w="16rem"
      label={label}
      data={[{ value: '', label: 'All stores' }, ...all]}
      value={value}
      onChange={(event) => onValue(event.currentTarget.value)}
    />
  )
}

type TypedProps = { label: string; kind: 'text' | 'number'; value: string; onValue: (value: string) => void }

/** What is typed runs the report only when the person has stopped for a moment. */
const TypedField = ({ label, kind, value, onValue }: TypedProps) => {
  const [typed, setTyped] = useState(value)
  const settle = useDebouncedCallback(onValue, TYPED_MS)
  const change = (next: string) => {
    setTyped(next)
    settle(next)
  }
  return kind === 'number' ? (
    <NumberInput label={label} value={typed} onChange={(next) => change(String(next))} hideControls />
  ) : (
    <TextInput label={label} value={typed} onChange={(event) => change(event.currentTarget.value)} />
  )
}
