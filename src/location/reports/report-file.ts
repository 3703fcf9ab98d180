/** What a report is asked for. `usual`: what holds where nothing was chosen, as the file says it (see usual-values.ts). */
export type Parameter = {
  name: string
  label: string
  kind: 'date' | 'text' | 'number' | 'store' | 'choice'
  usual: string
  choices: { value: string; label: string }[]
}

/** A chart names its columns; `series` null: every column of `y` is one. */
export type ChartPlan = {
  kind: 'bar' | 'line' | 'stacked'
  x: string
  y: string[]
  series: string | null
  line: number
}

/** A report as its file tells of it. */
export type ReportFile = {
  /** The file's name without `.sql`. */
  name: string
  title: string
  description: string
  parameters: Parameter[]
  chart: ChartPlan | null
  /** Columns that hold cents. */
  money: string[]
  sql: string
  /** Comes with this program, and speaks of the sample schema. */
  shipped: boolean
}

/** A file is not as it should be. `line` counts from 1. */
export class ReportFault extends Error {
  readonly line: number | null

  constructor(line: number | null, what: string) {
    super(line === null ? what : `line ${line}: ${what}`)
    this.line = line
  }
}

const KINDS = ['date', 'text', 'number', 'store', 'choice'] as const
const CHARTS = ['bar', 'line', 'stacked'] as const
const KEYED = /^--\s*(title|description|parameter|chart|money):\s*(.*?)\s*$/i

/**
 * Reads the comments at the head of a file; docs/REPORTS.md says what may stand there. Fails with ReportFault.
 *
 *     -- title: Sales by month
 *     -- parameter: from, date, From, start of year
 *     -- chart: bar x=Month y=Sales
 *     -- money: Sales
 */
export function readReportFile(name: string, text: string, shipped: boolean): ReportFile {
  const report: ReportFile = {
    name,
    title: name.replaceAll(/[-_]+/g, ' ').replace(/^./, (letter) => letter.toUpperCase()),
    description: '',
    parameters: [],
    chart: null,
    money: [],
    sql: text,
    shipped,
  }
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() !== '' && !line.startsWith('--')) break
    const [, key = '', value = ''] = KEYED.exec(line) ?? []
    note(report, key.toLowerCase(), value, at + 1)
  }
  return report
}

function note(report: ReportFile, key: string, value: string, line: number): void {
  switch (key) {
    case 'title':
      report.title = value || report.title
      return
    case 'description':
      report.description = report.description === '' ? value : `${report.description} ${value}`
      return
    case 'parameter':
      report.parameters.push(parameterFrom(value, line))
      return
    case 'chart':
      report.chart = chartFrom(value, line)
      return
    case 'money':
      report.money.push(...listOf(value))
  }
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function parameterFrom(text: string, line: number): Parameter {
  const [name = '', kind = '', label = '', usual = '', ...choices] = text.split(',').map((part) => part.trim())
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new ReportFault(line, 'a parameter is written as: name, kind, label, usual value')
  const known = KINDS.find((one) => one === kind)
  if (known === undefined) throw new ReportFault(line, `a parameter is one of ${KINDS.join(', ')}, not "${kind}"`)
  return {
    name,
    kind: known,
    label: label || name,
    usual,
    choices: choices.map((choice) => {
      const [value = '', shown = value] = choice.split('=').map((part) => part.trim())
      return { value, label: shown }
    }),
  }
}

/** `stacked x=Month y=Sales,"Average order" series=Store` */
function chartFrom(text: string, line: number): ChartPlan {
  const [, word = '', rest = ''] = /^(\w*)\s*(.*)$/.exec(text) ?? []
  const kind = CHARTS.find((one) => one === word.toLowerCase())
  if (kind === undefined) throw new ReportFault(line, `a chart is one of ${CHARTS.join(', ')}, not "${word}"`)
  const parts = new Map<string, string[]>()
  for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=((?:"[^"]*"|[^\s",]+)(?:,(?:"[^"]*"|[^\s",]+))*)/g))
    parts.set(
      name.toLowerCase(),
      [...value.matchAll(/"([^"]*)"|([^",]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    )
  const x = parts.get('x')?.[0]
  const y = parts.get('y') ?? []
  if (x === undefined || y.length === 0) throw new ReportFault(line, 'a chart names its columns: x=... y=...')
  return { kind, x, y, series: parts.get('series')?.[0] ?? null, line }
}
