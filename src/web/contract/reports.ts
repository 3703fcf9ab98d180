import { z } from 'zod'
import { Cell } from './words.ts'

export const ReportParameter = z.strictObject({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['date', 'text', 'number', 'store', 'choice']),
  /** What holds where nothing was chosen. */
  usual: z.string(),
  choices: z.array(z.strictObject({ value: z.string(), label: z.string() })),
})
export type ReportParameter = z.infer<typeof ReportParameter>

export const Report = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  parameters: z.array(ReportParameter),
  /** Why it cannot be used, '' where it can. */
  fault: z.string(),
})
export type Report = z.infer<typeof Report>

export const ReportList = z.strictObject({ folder: z.string(), reports: z.array(Report) })
export type ReportList = z.infer<typeof ReportList>

/** Numbers of columns: `series` null = every column but `x` is one. */
export const Chart = z.strictObject({
  kind: z.enum(['bar', 'line', 'stacked']),
  x: z.int(),
  y: z.array(z.int()),
  series: z.int().nullable(),
})
export type Chart = z.infer<typeof Chart>

export const ReportResult = z.strictObject({
  report: Report,
  columns: z.array(z.strictObject({ name: z.string(), kind: z.enum(['text', 'number', 'money', 'date']) })),
  rows: z.array(z.array(Cell)),
  /** There were more rows than are shown. */
  cut: z.boolean(),
  chart: Chart.nullable(),
  milliseconds: z.int(),
})
export type ReportResult = z.infer<typeof ReportResult>

export const ReportName = z.object({ name: z.string().regex(/^[\w-]{1,100}$/) })
