import type { Chart, ReportResult } from '../../../../src/web/contract/reports.ts'
import { type ColumnKind, figureOf, figureText } from './figure-text.ts'

export type Series = { name: string; values: (number | null)[] }
/** What a chart draws: names along the x axis, and a value for each in every series. */
export type ChartData = { labels: string[]; series: Series[]; kind: ColumnKind; left: number }

/** More cannot be told apart by eye. */
export const MOST_SERIES = 8

/** One series a y column; or, where a column names the series, one for each name in it. */
export function chartData({ x, y, series }: Chart, { columns, rows }: ReportResult): ChartData {
  const kind = columns[y[0] ?? 0]?.kind ?? 'number'
  const labels: string[] = []
  const places = new Map<string, number>()
  const found = new Map<string, (number | null)[]>()
  const put = (name: string, label: string, value: number) => {
    let place = places.get(label)
    if (place === undefined) {
      place = labels.push(label) - 1
      places.set(label, place)
    }
    const values = found.get(name) ?? []
    found.set(name, values)
    values[place] = (values[place] ?? 0) + value
  }
  for (const row of rows) {
    const at = row[x]
    if (at === undefined) continue
    const label = figureText(columns[x]?.kind ?? 'text', at)
    for (const column of y) {
      const cell = row[column]
      if (cell === undefined || cell.type === 'null') continue
      const named = series === null ? undefined : row[series]
      const name = named === undefined ? (columns[column]?.name ?? '') : figureText('text', named)
      put(name, label, figureOf(columns[column]?.kind ?? 'number', cell))
    }
  }
  const all = [...found].map(([name, values]) => ({
    name,
    values: labels.map((_, place) => values[place] ?? null),
  }))
  return { labels, series: all.slice(0, MOST_SERIES), kind, left: Math.max(0, all.length - MOST_SERIES) }
}

/** Round steps of an axis that hold 0 and every value: 1, 2, 2.5 or 5 times a power of ten apart. */
export function axisSteps(least: number, most: number, wanted = 5): number[] {
  const low = Math.min(0, least)
  const high = Math.max(0, most)
  if (low === high) return [0, 1]
  const rough = (high - low) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step)
}
