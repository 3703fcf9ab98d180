import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Value } from '../../databases/database.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../location/data/csv-text.ts'
import { type FigureKind, figureKinds } from '../../location/reports/figure-kinds.ts'
import { moneyFigure } from '../../location/reports/money-figure.ts'
import type { ReportFile } from '../../location/reports/report-file.ts'
import { chartColumns, findReport, type Listed, reportFolder } from '../../location/reports/report-list.ts'
import { reportValues, usualValue } from '../../location/reports/report-values.ts'
import { RunningReport } from '../../location/reports/run-report.ts'
import { cellOf } from '../cell.ts'
import { type Report, ReportList, ReportName, ReportResult } from '../contract/reports.ts'
import { answers, apiRoutes, checked } from '../http/api-routes.ts'
import { FieldFault } from '../http/error-body.ts'
import type { Pages } from '../pages.ts'
import { csvResponse } from './csv-response.ts'

/** Rows that a page shows; a CSV file has all. */
const SHOWN = 5_000
const PIECE = 2_000

/** Values of the parameters by their names. */
const Chosen = z.record(z.string().max(100), z.string().max(2000))

const shown = (name: string, report: ReportFile | null, fault: string): Report => ({
  name,
  title: report?.title ?? name,
  description: report?.description ?? '',
  parameters: (report?.parameters ?? []).map((parameter) => ({
    ...parameter,
    usual: usualValue(parameter, new Date()),
  })),
  fault: fault === '' ? '' : `It cannot be used: ${fault}.`,
})

export const reportsRoutes = ({ engine, open }: Pages) => {
  const start = async (name: string, chosen: Record<string, string>, rows: number, signal: AbortSignal) => {
    const report = await findReport(open.home, name)
    const { values, faults } = reportValues(report.parameters, chosen, new Date())
    if (Object.keys(faults).length > 0) throw new FieldFault(faults, 'Correct it and run the report again.')
    const { database } = open.settings
    return { report, ...(await RunningReport.start(report, { database, values, rows }, { signal })) }
  }
  const typed = apiRoutes()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/reports',
        responses: answers(ReportList, 'Reports: those in the folder, and those that come with the program'),
      }),
      async (c) => {
        const listed: Listed[] = await engine.browsing.ask('reports', null)
        const reports = listed.map(({ name, report, fault }) => shown(name, report, fault))
        return c.json({ folder: reportFolder(open.home), reports }, 200)
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/reports/{name}',
        request: { params: ReportName },
        responses: answers(ReportResult, 'The figures; parameters are given as they are called'),
      }),
      async (c) => {
        const { name } = c.req.valid('param')
        const began = performance.now()
        const { report, running, first } = await start(name, checked(Chosen, c.req.query()), SHOWN, c.req.raw.signal)
        running.close()
        const { columns, rows, more } = first
        const kinds: FigureKind[] = figureKinds(columns, rows, report.money)
        const result: ReportResult = {
          report: shown(name, report, ''),
          columns: columns.map((column, i) => ({ name: column, kind: kinds[i] ?? 'text' })),
          rows: rows.map((row) => row.map(cellOf)),
          cut: more,
          chart: chartColumns(report, columns),
          milliseconds: Math.round(performance.now() - began),
        }
        return c.json(result, 200)
      },
    )
  typed.get('/api/reports/:name/csv', async (c) => {
    const { name } = checked(ReportName, c.req.param())
    const { signal } = c.req.raw
    const { report, running, first } = await start(name, checked(Chosen, c.req.query()), PIECE, signal)
    const kinds = figureKinds(first.columns, first.rows, report.money)
    const line = (row: Value[]) => csvLine(row.map((value, i) => (kinds[i] === 'money' ? moneyFigure(value) : value)))
    signal.addEventListener('abort', () => running.close(), { once: true })
    return csvResponse(c, `${name}.csv`, async (after) => {
      const { columns, rows, more } = after === null ? first : await running.next(PIECE)
      if (!more) running.close()
      const head = after === null ? BYTE_ORDER_MARK + csvLine(columns) : ''
      return { text: head + rows.map(line).join(''), next: more ? 'more' : null }
    })
  })
  return typed
}
