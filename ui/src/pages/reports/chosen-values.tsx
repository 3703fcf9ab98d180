import { useQuery } from '@tanstack/react-query'
import type { ReportParameter } from '../../../../src/web/contract/reports.ts'
import { stores } from '../../api/calls.ts'
import { storeNumberText } from '../../words/count-text.ts'
import classes from './reports.module.css'

/** On paper, in place of the fields: what the report was asked for. Nothing chosen is not mentioned. */
export function ChosenValues({
  parameters,
  values,
}: {
  parameters: ReportParameter[]
  values: Record<string, string>
}) {
  const withStores = parameters.some(({ kind }) => kind === 'store')
  const { data } = useQuery({ queryKey: ['stores'], queryFn: stores.list, enabled: withStores })
  const wordsOf = ({ kind, choices }: ReportParameter, value: string): string => {
    if (kind === 'choice') return choices.find((choice) => choice.value === value)?.label ?? value
    if (kind !== 'store') return value
    if (value === '') return 'All stores'
    const store = data?.stores.find(({ guid }) => guid === value)
    return store ? `${storeNumberText(store.number)} ${store.name}` : value
  }
  const chosen = parameters
    .map((parameter) => `${parameter.label}: ${wordsOf(parameter, values[parameter.name] ?? '')}`)
    .filter((text) => !text.endsWith(': '))
  return chosen.length === 0 ? null : <p className={`${classes.chosen} co-print-only`}>{chosen.join(' · ')}</p>
}
