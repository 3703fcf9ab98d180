import type { Parameter } from './report-file.ts'
import { usualDate } from './usual-values.ts'

export type ReportValues = Record<string, null | string | number | bigint>

/**
 * What a person chose, as the values that are bound; what was not chosen is as usual, and what is empty has no value. `faults`: what
 * cannot be used, by parameter.
 */
export function reportValues(
  parameters: Parameter[],
  given: Record<string, string | undefined>,
  now: Date,
): { values: ReportValues; faults: Record<string, string> } {
  const values: ReportValues = {}
  const faults: Record<string, string> = {}
  for (const parameter of parameters) {
    const text = given[parameter.name] ?? usualValue(parameter, now)
    const fault = text === '' ? '' : faultIn(parameter, text)
    if (fault !== '') faults[parameter.name] = fault
    else values[parameter.name] = text === '' ? null : parameter.kind === 'number' ? numberFrom(text) : text
  }
  return { values, faults }
}

export const usualValue = ({ kind, usual }: Parameter, now: Date): string =>
  kind === 'date' ? (usualDate(usual, now) ?? '') : usual

function faultIn({ kind, choices }: Parameter, text: string): string {
  switch (kind) {
    case 'date':
      return isDate(text) ? '' : 'a date looks like 2026-03-31'
    case 'number':
      return numberFrom(text) === null ? 'this is not a number that a database can keep' : ''
    case 'choice':
      return choices.some(({ value }) => value === text) ? '' : 'choose one of the list'
    default:
      return text.length > 1000 ? 'this is too long' : ''
  }
}

const isDate = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** Null: it is none, or too large. */
function numberFrom(text: string): number | bigint | null {
  if (/^[+-]?\d+$/.test(text)) return BigInt.asIntN(64, BigInt(text)) === BigInt(text) ? BigInt(text) : null
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : null
}
