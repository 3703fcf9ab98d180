import type { Report, ReportList, ReportResult } from '../../src/web/contract/reports.ts'
import type { Cell } from '../../src/web/contract/words.ts'

const text = (value: string): Cell => ({ type: 'text', text: value })
const whole = (value: number): Cell => ({ type: 'integer', text: String(value) })

const parameters: Report['parameters'] = [
  { name: 'from', label: 'From', kind: 'date', usual: '2026-01-01', choices: [] },
  { name: 'to', label: 'To', kind: 'date', usual: '2026-06-30', choices: [] },
  { name: 'store', label: 'Store', kind: 'store', usual: '', choices: [] },
]

export const sampleReports: ReportList = {
  folder: '/home/office/central-office/reports',
  reports: [
    {
      name: 'sales',
      title: 'Sales by store and month',
      description: 'Paid orders, before tax.',
      parameters,
      fault: '',
    },
    {
      name: 'repair-order',
      title: 'Car count and average repair order',
      description: 'How many cars came, and what they brought on average.',
      parameters,
      fault: '',
    },
    {
      name: 'wide',
      title: 'Every month beside the other',
      description: 'A table with more columns than paper is wide.',
      parameters,
      fault: '',
    },
    {
      name: 'own',
      title: 'own',
      description: '',
      parameters: [],
      fault: 'It cannot be used: line 3, near "FORM": syntax error.',
    },
  ],
}

const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06']
const wideMonths = Array.from(
  { length: 18 },
  (_, at) => `${2025 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`,
)
const stores = ['Harbour Garage', 'Mill Street Motors', 'Werkstatt Grünwald & Söhne', 'Ørsted Auto']

export const sampleReport = (name: string): ReportResult => {
  const report = sampleReports.reports.find((each) => each.name === name)
  if (report === undefined) throw new Error(`there is no sample report ${name}`)
  if (name === 'sales')
    return {
      report,
      columns: [
        { name: 'Month', kind: 'date' },
        { name: 'Store', kind: 'text' },
        { name: 'Orders', kind: 'number' },
        { name: 'Sales', kind: 'money' },
      ],
      rows: months.flatMap((month, at) =>
        stores.map((store, index) => [
          text(month),
          text(store),
          whole(110 + at * 7 - index * 11),
          whole(4_120_050 + at * 210_000 - index * 640_020),
        ]),
      ),
      cut: false,
      chart: { kind: 'stacked', x: 0, y: [3], series: 1 },
      milliseconds: 84,
    }
  if (name === 'wide')
    return {
      report,
      columns: [
        { name: 'Store', kind: 'text' },
        ...wideMonths.map((month) => ({ name: `Sales in ${month}`, kind: 'money' as const })),
      ],
      rows: stores.map((store, index) => [
        text(store),
        ...wideMonths.map((_, at) => whole(4_120_050 + at * 210_000 - index * 640_020)),
      ]),
      cut: false,
      chart: null,
      milliseconds: 12,
    }
  return {
    report,
    columns: [
      { name: 'Month', kind: 'date' },
      { name: 'Cars', kind: 'number' },
      { name: 'Average repair order', kind: 'money' },
    ],
    rows: months.map((month, at) => [text(month), whole(402 + at * 13), whole(38_211 + at * 913)]),
    cut: false,
    chart: { kind: 'line', x: 0, y: [2], series: null },
    milliseconds: 31,
  }
}
