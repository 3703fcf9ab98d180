import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { textOfFile } from '../../files/text-of-file.ts'
import { CentralOfficeError } from '../../model/errors.ts'
import type { Home } from '../../settings/home.ts'
import { openForReports, prepareReport } from './report-connection.ts'
import { ReportFault, type ReportFile, readReportFile } from './report-file.ts'
import { lineAt, namedValues } from './sql-lines.ts'
import { usualDate } from './usual-values.ts'

/** Those that come with this program; the same place from the source and from the built package. */
const shippedFolder = fileURLToPath(new URL('../../../reports', import.meta.url))
const FILE = /^([\w-]{1,100})\.sql$/
/** More is no statement that a person wrote. */
const MOST_BYTES = 1024 * 1024

/** Where people put their own: `reports` in the home folder. */
export const reportFolder = (home: Home): string => join(home.folder, 'reports')

/** `report` null: its file cannot be read as one. `fault`: why it cannot be run, '' where it can. */
export type Listed = { name: string; report: ReportFile | null; fault: string }

/**
 * All reports by title. A person's own file takes the place of a shipped one of the same name. Shipped ones that do not fit the
 * tables of this database are left out: they are for the sample schema. Every file is read anew each time.
 */
export async function listReports(home: Home, database: string): Promise<Listed[]> {
  const own = await filesIn(reportFolder(home))
  const shipped = (await filesIn(shippedFolder)).filter((name) => !own.includes(name))
  const connection = openForReports(database, 60)
  try {
    const listed = [
      ...(await Promise.all(own.map((name) => look(connection, reportFolder(home), name, false)))),
      ...(await Promise.all(shipped.map((name) => look(connection, shippedFolder, name, true)))),
    ]
    return listed
      .filter(({ report, fault }) => fault === '' || report?.shipped !== true)
      .sort((a, b) => titleOf(a).localeCompare(titleOf(b), 'en'))
  } finally {
    connection.close()
  }
}

const titleOf = ({ name, report }: Listed): string => report?.title ?? name

/** One report, whole. Errors: REPORT_UNKNOWN, REPORT_REFUSED. */
export async function findReport(home: Home, name: string): Promise<ReportFile> {
  for (const [folder, shipped] of [
    [reportFolder(home), false],
    [shippedFolder, true],
  ] as const) {
    if (!(await filesIn(folder)).includes(name)) continue
    try {
      return checkedFile(name, textOfFile(await readFile(join(folder, `${name}.sql`))), shipped)
    } catch (error) {
      if (error instanceof ReportFault) throw reportRefused(name, error.message)
      throw error
    }
  }
  throw new CentralOfficeError('REPORT_UNKNOWN', `There is no report ${name}.`, {
    hint: `A file ${name}.sql in ${reportFolder(home)} makes one.`,
  })
}

export const reportRefused = (name: string, why: string): CentralOfficeError =>
  new CentralOfficeError('REPORT_REFUSED', `The report ${name} cannot be run: ${why}.`, {
    hint: `Correct it in ${name}.sql and run it again.`,
  })

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).flatMap((file) => FILE.exec(file)?.[1] ?? [])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function look(connection: DatabaseSync, folder: string, name: string, shipped: boolean): Promise<Listed> {
  let report: ReportFile | null = null
  try {
    const text = textOfFile(await readFile(join(folder, `${name}.sql`)))
    report = readReportFile(name, text, shipped)
    report = checkedFile(name, text, shipped)
    chartColumns(
      report,
      prepareReport(connection, report.sql)
        .columns()
        .map((column) => column.name),
    )
    return { name, report, fault: '' }
  } catch (error) {
    if (error instanceof ReportFault) return { name, report, fault: error.message }
    const { code } = error as NodeJS.ErrnoException
    return { name, report, fault: `the file cannot be read (${code ?? (error as Error).message})` }
  }
}

/** What can be told without a database. Fails with ReportFault. */
function checkedFile(name: string, text: string, shipped: boolean): ReportFile {
  if (text.length > MOST_BYTES) throw new ReportFault(null, 'the file is too long for a report')
  const report = readReportFile(name, text, shipped)
  const { parameters, sql } = report
  for (const [value, at] of namedValues(sql))
    if (!parameters.some((parameter) => parameter.name === value))
      throw new ReportFault(
        lineAt(sql, at),
        `:${value} is not described; add at the top: -- parameter: ${value}, text, ${value}`,
      )
  for (const { name: parameter, kind, usual } of parameters)
    if (kind === 'date' && usualDate(usual, new Date()) === null)
      throw new ReportFault(null, `the usual value of ${parameter} is no date: ${usual}`)
  return report
}

/** Numbers of the columns that the chart names. Fails with ReportFault. */
export function chartColumns({ chart }: ReportFile, columns: string[]) {
  if (chart === null) return null
  const numberOf = (name: string) => {
    const at = columns.findIndex((column) => column.toLowerCase() === name.toLowerCase())
    if (at < 0) throw new ReportFault(chart.line, `the chart names a column ${name}, which the report does not have`)
    return at
  }
  return {
    kind: chart.kind,
    x: numberOf(chart.x),
    y: chart.y.map(numberOf),
    series: chart.series === null ? null : numberOf(chart.series),
  }
}
