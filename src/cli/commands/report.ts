import type { Command } from 'commander'
import { z } from 'zod'
import type { Value } from '../../databases/database.ts'
import { csvLine } from '../../location/data/csv-text.ts'
import { lookAtOffice } from '../../location/look-at-location.ts'
import { type FigureKind, figureKinds } from '../../location/reports/figure-kinds.ts'
import { moneyFigure } from '../../location/reports/money-figure.ts'
import { findReport, listReports, reportFolder } from '../../location/reports/report-list.ts'
import { reportValues } from '../../location/reports/report-values.ts'
import { type ReportRows, RunningReport } from '../../location/reports/run-report.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import type { Context, Outcome } from '../context.ts'
import { define, type Surroundings } from '../define.ts'
import { inColumns } from '../printable.ts'

/** Rows that are shown, or in the document of --json; a CSV file has all. */
const MOST = 100_000
/** Bytes of the values in one document. */
const LARGEST = 100_000_000
/** Characters of a value that are shown in columns. */
const LONGEST = 200
/** Rows that are asked for at once. */
const PIECE = 2_000

const Given = z.object({
  name: z.string().regex(/^[\w-]{1,100}$/, 'a report is named as its file, without .sql'),
  set: z.array(z.string().regex(/^\w+=/, 'a parameter is given as NAME=VALUE')).default([]),
  csv: z.literal(true).optional(),
})
type Given = z.infer<typeof Given>

export function addReport(program: Command, surroundings: Surroundings): void {
  const report = program.command('report').description('at the office: consolidated figures out of SQL files')

  define(
    report.command('list', { isDefault: true }).description('the reports, and where to put your own'),
    'central-office report list',
    surroundings,
    z.object({}),
    (_, { home }) =>
      lookAtOffice(home, async ({ home: opened, settings }) => {
        const found = await listReports(opened, settings.database)
        const folder = reportFolder(opened)
        return {
          document: { folder, reports: found.map(({ name, report: file, fault }) => ({ name, ...file, fault })) },
          lines: [
            ...inColumns([
              ['Report', 'Title', 'Parameters'],
              ...found.map(({ name, report: file, fault }) => [
                name,
                fault === '' ? (file?.title ?? '') : `cannot be used: ${fault}`,
                (file?.parameters ?? []).map((parameter) => parameter.name).join(', '),
              ]),
            ]),
            `Your own: ${folder}`,
          ],
        }
      }),
  )

  define(
    report
      .command('run')
      .description('run a report; what is left out of its parameters is as usual')
      .argument('<name>', 'as the list shows it')
      .option('--set <name=value>', 'a parameter; repeatable', (text: string, before: string[] = []) => [
        ...before,
        text,
      ])
      .option('--csv', 'as a CSV file on standard output, all rows'),
    'central-office report run sales-by-store-and-month --set from=2026-01-01 --csv',
    surroundings,
    Given,
    run,
  )
}

const run = ({ name, set, csv }: Given, { home, signal, json, write }: Context): Promise<Outcome> =>
  lookAtOffice(home, async ({ home: opened, settings: { database } }) => {
    const report = await findReport(opened, name)
    const chosen = Object.fromEntries(set.map((text) => text.split(/=(.*)/s).slice(0, 2)))
    const unknown = Object.keys(chosen).find((key) => !report.parameters.some((parameter) => parameter.name === key))
    if (unknown !== undefined) throw wrong(name, `it has no parameter ${unknown}`)
    const { values, faults } = reportValues(report.parameters, chosen, new Date())
    const [fault] = Object.entries(faults)
    if (fault) throw wrong(name, `${fault[0]}: ${fault[1]}`)
    const { running, first } = await RunningReport.start(report, { database, values, rows: PIECE }, { signal })
    try {
      const kinds = figureKinds(first.columns, first.rows, report.money)
      const shown = (row: Value[]) => row.map((value, i) => (kinds[i] === 'money' ? moneyFigure(value) : value))
      if (!csv || json)
        return table(
          name,
          kinds,
          first.columns,
          await collect(name, running, first, json ? shown : (row) => shown(row).map(cut)),
        )
      await write(csvLine(first.columns))
      for (let part = first; ; part = await running.next(PIECE)) {
        await write(part.rows.map((row) => csvLine(shown(row))).join(''))
        if (!part.more) return { document: null, lines: [] }
      }
    } finally {
      running.close()
    }
  })

type Collected = { rows: Value[][]; more: boolean }

/** All rows, up to MOST: what is larger is written as CSV, piece by piece. */
async function collect(
  name: string,
  running: RunningReport,
  first: ReportRows,
  shown: (row: Value[]) => Value[],
): Promise<Collected> {
  const rows: Value[][] = []
  let size = 0
  for (let part = first; ; part = await running.next(Math.min(PIECE, MOST - rows.length))) {
    rows.push(...part.rows.map(shown))
    size += part.rows.reduce((sum, row) => sum + sizeOf(shown(row)), 0)
    if (size > LARGEST) throw tooLarge(name)
    if (!part.more || rows.length >= MOST) return { rows, more: part.more }
  }
}

const table = (name: string, kinds: FigureKind[], columns: string[], { rows, more }: Collected): Outcome => ({
  document: { report: name, columns: columns.map((column, i) => ({ name: column, kind: kinds[i] })), rows, more },
  lines: [
    ...inColumns([columns, ...rows.map((row) => row.map(textOf))]),
    ...(more ? [`There are more than ${MOST.toLocaleString('en')} rows: --csv writes all of them.`] : []),
  ],
})

/** In columns a long text is cut: --csv and --json have it whole. Joined anew, for a part of a text keeps the whole in memory. */
const cut = (value: Value): Value =>
  typeof value === 'string' && value.length > LONGEST ? `${[...value.slice(0, LONGEST)].join('')}…` : value

const textOf = (value: Value): string =>
  value === null ? '' : value instanceof Uint8Array ? `${value.length} bytes` : String(value)

const sizeOf = (row: Value[]): number =>
  row.reduce(
    (sum: number, value) => sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 8),
    0,
  )

const tooLarge = (name: string): CentralOfficeError =>
  new CentralOfficeError('REPORT_REFUSED', `The rows of the report ${name} are too large for one document.`, {
    hint: 'Run it with --csv, which writes them one by one.',
  })

const wrong = (name: string, why: string): CentralOfficeError =>
  new CentralOfficeError('USAGE', `The report ${name} cannot be run so: ${why}.`, {
    hint: 'See its parameters with: central-office report list',
  })
